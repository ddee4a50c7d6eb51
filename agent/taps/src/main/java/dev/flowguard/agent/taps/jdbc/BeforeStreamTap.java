package dev.flowguard.agent.taps.jdbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Rows;
import java.sql.ResultSet;
import org.jspecify.annotations.Nullable;

/**
 * Where an application asks for a value as a stream. What columns a result set has is asked before:
 * the driver of SQL Server closes an open stream when it answers.
 */
public final class BeforeStreamTap implements Gate {
  private final Guard guard;

  public BeforeStreamTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c)
      throws Exception {
    Rows rows = guard.taps().rows();
    if (self instanceof ResultSet row && rows.isWanted()) {
      rows.hasDeclared(JdbcDriver.of(row), row); // decided once
    }
  }
}
