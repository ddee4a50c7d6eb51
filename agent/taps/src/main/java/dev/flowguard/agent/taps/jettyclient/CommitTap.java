package dev.flowguard.agent.taps.jettyclient;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where the head of a request was sent. */
public final class CommitTap implements Gate {
  private final Guard guard;

  public CommitTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c)
      throws ReflectiveOperationException {
    if (self != null && a != null) {
      Bodies.committed(self, a, guard.taps());
    }
  }
}
