package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where the rest of a body is about to be read for nobody. */
public final class DiscardTap implements Gate {
  public DiscardTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c)
      throws IllegalAccessException {
    if (self != null) {
      Bodies.end(self);
    }
  }
}
