package dev.flowguard.agent.taps.jdbc;

import dev.flowguard.agent.spi.RowColumn;
import dev.flowguard.agent.spi.RowDriver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A driver as its JDBC API shows it, as far as that asks the database nothing. */
enum JdbcDriver implements RowDriver {
  POSTGRESQL(".postgresql.", Language.POSTGRESQL),
  MYSQL(".mysql.", Language.MYSQL),
  MARIADB(".mariadb.", Language.MYSQL),
  SQLITE(".sqlite.", Language.SQLITE),
  H2(".h2.", Language.H2),
  SQL_SERVER(".sqlserver.", Language.SQL_SERVER),
  ORACLE("oracle.jdbc.", Language.ORACLE),
  OTHER("", Language.STANDARD);

  /** Asked for each value that is read. */
  private static final ClassValue<JdbcDriver> BY_CLASS =
      new ClassValue<>() {
        @Override
        protected JdbcDriver computeValue(Class<?> type) {
          for (JdbcDriver driver : values()) {
            if (type.getName().contains(driver.packages)) {
              return driver;
            }
          }
          return OTHER;
        }
      };

  /** What the names of its classes have in them, in renamed copies too. */
  private final String packages;

  private final Language language;

  JdbcDriver(String packages, Language language) {
    this.packages = packages;
    this.language = language;
  }

  /** The driver of an object, which may be that of a renamed copy. */
  static JdbcDriver of(Object driven) {
    return BY_CLASS.get(driven.getClass());
  }

  @Override
  public Language language() {
    return language;
  }

  @Override
  public @Nullable Object statement(Object resultSet) throws SQLException {
    return ((ResultSet) resultSet).getStatement();
  }

  @Override
  public @Nullable String text(Object statement) {
    if (!(statement instanceof PreparedStatement)) {
      return null;
    }
    return switch (this) {
      case POSTGRESQL -> statement.toString();
      case H2, MYSQL -> afterColon(statement.toString());
      default -> null;
    };
  }

  private static @Nullable String afterColon(String text) {
    int colon = text.indexOf(": ");
    return colon < 0 ? null : text.substring(colon + 2);
  }

  @Override
  public List<RowColumn> columns(Object resultSet) throws SQLException {
    ResultSetMetaData all = ((ResultSet) resultSet).getMetaData();
    int count = all.getColumnCount();
    List<RowColumn> columns = new ArrayList<>(count);
    for (int i = 1; i <= count; i++) {
      columns.add(column(all, i));
    }
    return columns;
  }

  private RowColumn column(ResultSetMetaData all, int i) throws SQLException {
    String label = all.getColumnLabel(i);
    return switch (this) {
      // They know no names of tables, or ask for them on the application's connection.
      case POSTGRESQL, SQL_SERVER, ORACLE -> new RowColumn(null, null, null, label);
      // Its names of columns are the labels.
      case SQLITE -> new RowColumn(null, all.getTableName(i), null, label);
      case MYSQL, MARIADB ->
          new RowColumn(all.getCatalogName(i), all.getTableName(i), all.getColumnName(i), label);
      default ->
          new RowColumn(all.getSchemaName(i), all.getTableName(i), all.getColumnName(i), label);
    };
  }

  @Override
  public @Nullable Object value(Object resultSet, int column) throws SQLException {
    return ((ResultSet) resultSet).getObject(column);
  }

  /** The text or the bytes that a value is, or null. */
  @Nullable Object content(@Nullable Object value) {
    if (value instanceof String || value instanceof byte[]) {
      return value;
    }
    if (this == POSTGRESQL
        && value != null
        && (value instanceof java.sql.Array || isOwnType(value.getClass()))) {
      return value.toString();
    }
    return null;
  }

  /** Types that a database adds, such as JSON. */
  private static boolean isOwnType(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (each.getName().endsWith(".postgresql.util.PGobject")) {
        return true;
      }
    }
    return false;
  }
}
