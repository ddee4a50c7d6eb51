package dev.flowguard.agent.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a list of results.
 *
 * @param name of the column; null unless it is one
 * @param tables that the column may belong to, or that a star means; empty if not known
 * @param isCertain true if it is of these tables; false if it may be of a query or a function too
 */
record SelectItem(Kind kind, @Nullable SqlName name, List<SqlTable> tables, boolean isCertain) {
  enum Kind {
    /** A column, with or without another label. */
    COLUMN,
    /** All columns of some tables. */
    STAR,
    /** A literal or a parameter. */
    CONSTANT,
    /** Anything else. */
    COMPUTED
  }

  static final SelectItem COMPUTED = new SelectItem(Kind.COMPUTED, null, List.of(), false);
  static final SelectItem CONSTANT = new SelectItem(Kind.CONSTANT, null, List.of(), true);

  SelectItem {
    tables = List.copyOf(tables);
  }

  /** The column, or, for a star, the one with this label; null if there is none. */
  @Nullable SqlColumn column(@Nullable String label) {
    if (tables.isEmpty()) {
      return null;
    }
    if (name != null) {
      return new SqlColumn(tables, name);
    }
    return kind == Kind.STAR && label != null
        ? new SqlColumn(tables, new SqlName(label, true))
        : null;
  }
}
