package dev.flowguard.agent.taps.apache5async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where a handler gets a piece of an answer. */
public final class ConsumeTap implements Gate {
  public ConsumeTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    Tap tap = self == null ? null : Bodies.OPEN.of(self);
    if (tap != null && a instanceof ByteBuffer bytes) {
      tap.add(bytes);
    }
  }
}
