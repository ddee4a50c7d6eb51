package dev.flowguard.agent.taps.apache5async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a body is complete, or its exchange is over. */
public final class EndTap implements Gate {
  public EndTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self != null) {
      Bodies.OPEN.end(self);
    }
  }
}
