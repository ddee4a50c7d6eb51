package dev.flowguard.agent.taps.grizzly;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.glassfish.grizzly.Buffer;
import org.jspecify.annotations.Nullable;

/** Where a piece of a body has come, which is about to be read. */
public final class ReadTap implements Gate {
  private final Guard guard;

  public ReadTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object piece, @Nullable Object b, @Nullable Object c)
      throws IllegalAccessException {
    if (self != null && piece instanceof Buffer buffer && buffer.hasRemaining()) {
      Bodies.add(self, buffer, guard.taps());
    }
  }
}
