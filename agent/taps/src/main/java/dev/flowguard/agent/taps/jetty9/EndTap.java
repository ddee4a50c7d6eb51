package dev.flowguard.agent.taps.jetty9;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a request is over, and its objects are used for the next one. */
public final class EndTap implements Gate {
  public EndTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c)
      throws ReflectiveOperationException {
    if (self != null) {
      Bodies.endOf(self);
    }
  }
}
