package dev.flowguard.agent.taps.helidon;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a stream of a connection is made. */
public final class MadeTap implements Gate {
  private final Guard guard;

  public MadeTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned)
      throws ReflectiveOperationException {
    if (self != null && a != null) {
      Bodies.made(self, a, guard.taps());
    }
  }
}
