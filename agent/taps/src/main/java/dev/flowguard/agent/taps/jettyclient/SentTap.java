package dev.flowguard.agent.taps.jettyclient;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where a piece of a request was sent, or would have been if no gate holds it. */
public final class SentTap implements Gate {
  private final Guard guard;

  public SentTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c)
      throws ReflectiveOperationException {
    Tap tap = self == null ? null : Bodies.sent(self, guard.taps());
    if (tap != null && b instanceof ByteBuffer bytes) {
      tap.add(bytes);
    }
  }
}
