package dev.flowguard.agent.taps.helidon;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/**
 * Where a request is about to be sent on a connection, and where the head of its answer is there.
 */
public final class ChainTap implements Gate {
  private final Guard guard;

  public ChainTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c)
      throws ReflectiveOperationException {
    if (self != null && a != null && b != null) {
      Bodies.send(a, self, b, guard.taps());
    }
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned)
      throws ReflectiveOperationException {
    if (a != null && b != null && returned != null) {
      Bodies.answer(a, b, returned, guard.taps());
    }
  }
}
