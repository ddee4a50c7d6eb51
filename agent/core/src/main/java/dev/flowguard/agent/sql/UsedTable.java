package dev.flowguard.agent.sql;

import org.jspecify.annotations.Nullable;

/**
 * One entry of a list of tables.
 *
 * @param alias by which columns are qualified; null for what has none
 * @param table null for a query, a function or values
 * @param hasOwnName true if the alias is the table's name
 */
record UsedTable(@Nullable SqlName alias, @Nullable SqlTable table, boolean hasOwnName) {
  /** True if columns with this qualifier are of this table. */
  boolean isQualifiedBy(SqlName qualifier) {
    return alias != null && alias.text().equalsIgnoreCase(qualifier.text());
  }
}
