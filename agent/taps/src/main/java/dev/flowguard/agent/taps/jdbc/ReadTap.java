package dev.flowguard.agent.taps.jdbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RowStream;
import dev.flowguard.agent.spi.Rows;
import java.sql.Clob;
import java.sql.ResultSet;
import org.jspecify.annotations.Nullable;

/** Where an application has read a value of a row. */
public final class ReadTap implements Gate {
  private final Guard guard;

  public ReadTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object place,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned)
      throws Exception {
    Rows rows = guard.taps().rows();
    if (self == null || returned == null || !rows.isWanted()) {
      return;
    }
    JdbcDriver driver = JdbcDriver.of(self);
    if (!rows.hasDeclared(driver, self)) {
      return;
    }
    ResultSet row = (ResultSet) self;
    int column = column(row, place);
    Object content = driver.content(returned);
    if (content != null) {
      rows.read(driver, row, column, content);
    } else if (returned instanceof Clob || Streams.isTee(returned)) {
      RowStream stream = rows.stream(driver, row, column);
      if (stream != null) {
        Streams.bind(returned, stream);
      }
    }
  }

  /** Position of a column that is given by position or label. */
  static int column(ResultSet row, @Nullable Object place) throws Exception {
    return place instanceof Integer position ? position : row.findColumn(String.valueOf(place));
  }
}
