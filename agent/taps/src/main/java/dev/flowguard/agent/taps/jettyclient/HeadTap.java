package dev.flowguard.agent.taps.jettyclient;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where the head of an answer is there. */
public final class HeadTap implements Gate {
  private final Guard guard;

  public HeadTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c)
      throws ReflectiveOperationException {
    if (self != null && a != null) {
      Bodies.answer(self, a, guard.taps());
    }
  }
}
