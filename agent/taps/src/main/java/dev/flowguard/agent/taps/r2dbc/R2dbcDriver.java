package dev.flowguard.agent.taps.r2dbc;

import dev.flowguard.agent.spi.RowColumn;
import dev.flowguard.agent.spi.RowDriver;
import io.r2dbc.spi.ColumnMetadata;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A driver, for which the metadata of a result's rows is the result set: all of its rows share it.
 *
 * @param row the one that is being read, if one is
 */
record R2dbcDriver(Language language, @Nullable Row row) implements RowDriver {
  private static final R2dbcDriver POSTGRESQL = new R2dbcDriver(Language.POSTGRESQL, null);
  private static final R2dbcDriver H2 = new R2dbcDriver(Language.H2, null);
  private static final R2dbcDriver MYSQL = new R2dbcDriver(Language.MYSQL, null);

  /** The driver of a class, which may be that of a renamed copy. */
  static R2dbcDriver of(Object driven) {
    String name = driven.getClass().getName();
    if (name.contains(".postgresql.")) {
      return POSTGRESQL;
    }
    return name.contains(".h2.") ? H2 : MYSQL;
  }

  R2dbcDriver reading(Row row) {
    return new R2dbcDriver(language, row);
  }

  /** The text itself; of a result whose text nobody knows, something without a text. */
  @Override
  public Object statement(Object resultSet) {
    StatementText text = Texts.of(resultSet);
    return text == null ? resultSet : text;
  }

  @Override
  public @Nullable String text(Object statement) {
    return statement instanceof StatementText text ? text.sql() : null;
  }

  @Override
  public List<RowColumn> columns(Object resultSet) {
    List<RowColumn> columns = new ArrayList<>();
    for (ColumnMetadata each : ((RowMetadata) resultSet).getColumnMetadatas()) {
      columns.add(new RowColumn(null, null, null, each.getName()));
    }
    return columns;
  }

  @Override
  public @Nullable Object value(Object resultSet, int column) {
    return row == null ? null : row.get(column - 1, Object.class);
  }

  /** Nothing of the row. */
  @Override
  public String toString() {
    return "R2dbcDriver[" + language + "]";
  }
}
