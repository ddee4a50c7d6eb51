package dev.flowguard.agent.taps.jdbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Rows;
import org.jspecify.annotations.Nullable;

/** Where a statement has run that the application gave as a text. */
public final class ExecuteTap implements Gate {
  private final Guard guard;

  public ExecuteTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object text,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    Rows rows = guard.taps().rows();
    if (self != null && text instanceof String sql && rows.isWanted()) {
      rows.states(self, sql);
    }
  }
}
