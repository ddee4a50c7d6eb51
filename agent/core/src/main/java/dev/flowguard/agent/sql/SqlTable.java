package dev.flowguard.agent.sql;

import dev.flowguard.rules.policy.DeclaredColumn;
import org.jspecify.annotations.Nullable;

/**
 * A table as a statement names it.
 *
 * @param schema null if the statement gives none
 */
record SqlTable(@Nullable SqlName schema, SqlName name) {
  /** True if this may be the table of a declared column. */
  boolean isOf(DeclaredColumn declared) {
    DeclaredColumn.Name wanted = declared.schema();
    return name.is(declared.table()) && (schema == null || wanted == null || schema.is(wanted));
  }
}
