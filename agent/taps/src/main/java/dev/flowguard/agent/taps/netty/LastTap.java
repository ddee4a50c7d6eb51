package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection was closed, and what was left of it has been decoded: nothing but the end of a
 * body can come out here.
 */
public final class LastTap implements Gate {
  public LastTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object context,
      @Nullable Object bytes,
      @Nullable Object decoded,
      @Nullable Object returned) {
    if (self != null) {
      Bodies.end(self);
    }
  }
}
