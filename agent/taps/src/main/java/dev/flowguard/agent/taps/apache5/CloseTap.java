package dev.flowguard.agent.taps.apache5;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a stream is closed. */
public final class CloseTap implements Gate {
  public CloseTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self != null) {
      Bodies.OPEN.end(self);
    }
  }
}
