package dev.flowguard.agent.taps.jdbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Rows;
import org.jspecify.annotations.Nullable;

/** Where a statement has been prepared. */
public final class PrepareTap implements Gate {
  private final Guard guard;

  public PrepareTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object text,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object statement) {
    Rows rows = guard.taps().rows();
    if (statement != null && text instanceof String sql && rows.isWanted()) {
      rows.states(statement, sql);
    }
  }
}
