package dev.flowguard.agent.taps.undertow;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where an application, or what parses for it, has read from the body of its request. */
public final class ReadTap implements Gate {
  private final Guard guard;

  public ReadTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object to,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned)
      throws IllegalAccessException {
    if (self == null || !(to instanceof ByteBuffer buffer) || !(returned instanceof Integer read)) {
      return;
    }
    if (read < 0) {
      Bodies.end(self);
    } else if (read > 0) {
      Tap tap = Bodies.of(self, guard.taps());
      if (tap != null) {
        ByteBuffer bytes = buffer.duplicate();
        bytes.flip().position(bytes.limit() - read);
        tap.add(bytes);
      }
    }
  }
}
