package dev.flowguard.agent.taps.jdbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Rows;
import java.sql.ResultSet;
import org.jspecify.annotations.Nullable;

/** Where an application has set a value in a row of a result set. */
public final class UpdateTap implements Gate {
  private final Guard guard;

  public UpdateTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object place,
      @Nullable Object value,
      @Nullable Object c,
      @Nullable Object returned)
      throws Exception {
    Rows rows = guard.taps().rows();
    if (value == null || !(self instanceof ResultSet row) || !rows.isWanted()) {
      return;
    }
    JdbcDriver driver = JdbcDriver.of(row);
    Object content = driver.content(value);
    if (content != null && rows.hasDeclared(driver, row)) {
      rows.updated(driver, row, ReadTap.column(row, place), content);
    }
  }
}
