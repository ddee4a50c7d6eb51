package dev.flowguard.agent.sql;

import dev.flowguard.rules.policy.DeclaredColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the text of a statement says about tables and columns: which tables it names, which columns
 * its parameters are written to, and which columns its results are. Views, synonyms and routines
 * are not followed.
 *
 * <p>Reading takes time in proportion to the text, of which at most 64 Ki characters are read, and
 * never fails. Immutable; callers keep it for a text.
 */
public final class StatementColumns {
  private final boolean isCut;
  private final boolean isIndirect;
  private final boolean hasUnknownWrites;
  private final boolean hasSetOperation;
  private final Set<String> words;
  private final Set<String> quoted;
  private final Set<String> tables;
  private final Map<Integer, List<SqlColumn>> written;
  private final @Nullable List<SelectItem> items;

  StatementColumns(
      boolean isCut,
      boolean isIndirect,
      boolean hasUnknownWrites,
      boolean hasSetOperation,
      Set<String> words,
      Set<String> quoted,
      Set<String> tables,
      Map<Integer, List<SqlColumn>> written,
      @Nullable List<SelectItem> items) {
    this.isCut = isCut;
    this.isIndirect = isIndirect;
    this.hasUnknownWrites = hasUnknownWrites;
    this.hasSetOperation = hasSetOperation;
    this.words = Set.copyOf(words);
    this.quoted = Set.copyOf(quoted);
    this.tables = Set.copyOf(tables);
    this.written = Map.copyOf(written);
    this.items = items;
  }

  /** Reads a statement, one of several included. */
  public static StatementColumns of(CharSequence sql, SqlDialect dialect) {
    SqlTokens tokens = new SqlTokens(SqlTokenizer.tokens(sql, dialect));
    return StatementReader.read(tokens, sql.length() > SqlTokenizer.MAX_LENGTH);
  }

  /**
   * True if the statement has the table of a declared column among its words, or is too long to be
   * read whole. If it is false, none of its results is of that table, unless the statement {@link
   * #isIndirect}.
   */
  public boolean names(DeclaredColumn declared) {
    return isCut || hasWord(declared);
  }

  private boolean hasWord(DeclaredColumn declared) {
    DeclaredColumn.Name table = declared.table();
    if (words.contains(SqlName.fold(table.text()))) {
      return true;
    }
    if (table.isExact()) {
      return quoted.contains(table.text());
    }
    for (String name : quoted) {
      if (table.matches(name)) {
        return true;
      }
    }
    return false;
  }

  /** True if the results may be of tables that the text does not name: of a call or a cursor. */
  public boolean isIndirect() {
    return isIndirect;
  }

  /**
   * The declared columns that a parameter is written to; none if it is written to others, to none,
   * or if that cannot be known, see {@link #perhapsWritten}.
   *
   * @param parameter position from 1, as in {@code setString}
   */
  public List<DeclaredColumn> written(int parameter, List<DeclaredColumn> declared) {
    List<DeclaredColumn> found = new ArrayList<>();
    for (SqlColumn column : writtenColumns(parameter)) {
      for (DeclaredColumn candidate : declared) {
        if (column.is(candidate) && !found.contains(candidate)) {
          found.add(candidate);
        }
      }
    }
    return found;
  }

  /**
   * The declared columns that a parameter may be written to, where the text does not say which: in
   * an INSERT without a list of columns, in MERGE, or in a text that is too long. None if the
   * parameter is known to be written elsewhere.
   *
   * @param parameter position from 1, as in {@code setString}
   */
  public List<DeclaredColumn> perhapsWritten(int parameter, List<DeclaredColumn> declared) {
    List<DeclaredColumn> found = new ArrayList<>();
    if (hasUnknownWrites && writtenColumns(parameter).isEmpty()) {
      for (DeclaredColumn candidate : declared) {
        if (hasWord(candidate)) {
          found.add(candidate);
        }
      }
    }
    return found;
  }

  /**
   * True if the statement writes values whose columns its text does not name: an INSERT without a
   * list of columns, MERGE, a call, or a text that is too long and is not a query.
   */
  boolean hasUnknownWrites() {
    return hasUnknownWrites;
  }

  List<SqlColumn> writtenColumns(int parameter) {
    return written.getOrDefault(parameter, List.of());
  }

  /** Folded names of the tables that it uses, without common table expressions and aliases. */
  public Set<String> tables() {
    return tables;
  }

  /** True if this name, as a driver reports it, can only be a table that the statement uses. */
  boolean isTable(String name) {
    return tables.contains(SqlName.fold(name));
  }

  /** True if results may be of several queries, of which a driver may report the first only. */
  boolean hasSetOperation() {
    return hasSetOperation;
  }

  /** What its results are, in order; null if that cannot be known. */
  @Nullable List<SelectItem> items() {
    return items;
  }
}
