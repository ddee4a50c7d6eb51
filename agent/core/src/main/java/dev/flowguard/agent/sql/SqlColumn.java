package dev.flowguard.agent.sql;

import dev.flowguard.rules.policy.DeclaredColumn;
import java.util.List;

/**
 * A column as a statement names it. Without a qualifier it may belong to any of the tables that the
 * statement uses there.
 *
 * @param tables at least one
 */
record SqlColumn(List<SqlTable> tables, SqlName name) {
  SqlColumn {
    tables = List.copyOf(tables);
  }

  /** True if this may be a declared column. */
  boolean is(DeclaredColumn declared) {
    return name.is(declared.column()) && isOfTable(declared);
  }

  /** True if this may be a column of a declared column's table. */
  boolean isOfTable(DeclaredColumn declared) {
    for (SqlTable table : tables) {
      if (table.isOf(declared)) {
        return true;
      }
    }
    return false;
  }
}
