package dev.flowguard.agent.sql;

import dev.flowguard.rules.policy.DeclaredColumn;
import org.jspecify.annotations.Nullable;

/**
 * What a driver knows of one column of a result set.
 *
 * @param schema of the table, or the database where that is the same; null or empty if not known
 * @param table in the database, not an alias; null or empty if not known
 * @param column in that table; null or empty if not known, as where the driver has the label only
 * @param label under which the application may read it; null if not known
 */
public record ResultColumn(
    @Nullable String schema,
    @Nullable String table,
    @Nullable String column,
    @Nullable String label) {
  /** A column of a driver that knows nothing but the label. */
  public static ResultColumn labelled(@Nullable String label) {
    return new ResultColumn(null, null, null, label);
  }

  /** True if this is certainly the declared column. */
  boolean is(DeclaredColumn declared) {
    return table != null
        && column != null
        && !column.isEmpty()
        && declared.matches(schema, table, column);
  }

  /** True if this may be a column of the declared column's table whose name is not known. */
  boolean mayBe(DeclaredColumn declared) {
    return table != null
        && (column == null || column.isEmpty())
        && declared.matchesTable(schema, table);
  }
}
