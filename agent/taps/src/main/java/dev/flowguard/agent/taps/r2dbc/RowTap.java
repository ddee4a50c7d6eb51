package dev.flowguard.agent.taps.r2dbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Rows;
import io.r2dbc.spi.ColumnMetadata;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import org.jspecify.annotations.Nullable;

/** Where an application has read a value of a row. */
public final class RowTap implements Gate {
  private final Guard guard;

  public RowTap(Guard guard) {
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
    if (returned == null || !(self instanceof Row row) || !rows.isWanted()) {
      return;
    }
    RowMetadata metadata = row.getMetadata();
    R2dbcDriver driver = R2dbcDriver.of(self);
    if (!rows.hasDeclared(driver, metadata)) {
      return;
    }
    int column = column(metadata, place);
    for (Object content : Content.read(row, column, returned)) {
      rows.read(driver.reading(row), metadata, column, content);
    }
  }

  /** Position from 1 of a column that is given by position from 0, or by label. */
  private static int column(RowMetadata metadata, @Nullable Object place) {
    if (place instanceof Integer position) {
      return position + 1;
    }
    int column = 1;
    for (ColumnMetadata each : metadata.getColumnMetadatas()) {
      if (each.getName().equalsIgnoreCase(String.valueOf(place))) {
        return column;
      }
      column++;
    }
    throw new IllegalStateException("a driver has read a column that its metadata does not have");
  }
}
