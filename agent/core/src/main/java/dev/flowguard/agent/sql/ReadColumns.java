package dev.flowguard.agent.sql;

import dev.flowguard.rules.policy.DeclaredColumn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a result set are declared, by what the driver knows of them and by the text of
 * the statement. What neither knows counts as computed from the declared columns whose tables the
 * statement names: a column too many is better than one that is missed. Immutable.
 */
public final class ReadColumns {
  private static final ReadColumns NONE = new ReadColumns(List.of());

  /**
   * A declared column in a column of a result set.
   *
   * @param isComputed true if the values are, or may be, made from the column's values
   */
  public record Read(DeclaredColumn column, boolean isComputed) {}

  private final List<List<Read>> reads;

  private ReadColumns(List<List<Read>> reads) {
    this.reads = reads;
  }

  /**
   * The declared columns that the driver's metadata has to be asked for. If there are none, no
   * column of the result set is declared.
   *
   * @param statement null if the driver does not give its text
   */
  public static List<DeclaredColumn> candidates(
      @Nullable StatementColumns statement, List<DeclaredColumn> declared) {
    if (statement == null || statement.isIndirect()) {
      return declared;
    }
    List<DeclaredColumn> named = new ArrayList<>();
    for (DeclaredColumn column : declared) {
      if (statement.names(column)) {
        named.add(column);
      }
    }
    return named;
  }

  /**
   * Decides for each column of a result set.
   *
   * @param statement null if the driver does not give its text
   * @param columns all columns, in order
   */
  public static ReadColumns of(
      @Nullable StatementColumns statement,
      List<ResultColumn> columns,
      List<DeclaredColumn> declared) {
    List<DeclaredColumn> candidates = candidates(statement, declared);
    if (candidates.isEmpty()) {
      return NONE;
    }
    List<List<Read>> reads = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      List<Read> found = new ArrayList<>();
      for (DeclaredColumn candidate : candidates) {
        Read read = read(statement, columns, i, candidate);
        if (read != null) {
          found.add(read);
        }
      }
      boolean hasColumn = false;
      for (Read read : found) {
        hasColumn |= !read.isComputed();
      }
      if (hasColumn) {
        found.removeIf(Read::isComputed);
      }
      reads.add(List.copyOf(found));
    }
    return new ReadColumns(List.copyOf(reads));
  }

  /** True if no column is declared or computed from one. */
  public boolean isEmpty() {
    for (List<Read> read : reads) {
      if (!read.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The declared columns whose values are in a column of the result set.
   *
   * @param position from 1, as in {@code getString}
   */
  public List<Read> at(int position) {
    return position >= 1 && position <= reads.size() ? reads.get(position - 1) : List.of();
  }

  private static @Nullable Read read(
      @Nullable StatementColumns statement,
      List<ResultColumn> columns,
      int index,
      DeclaredColumn declared) {
    ResultColumn column = columns.get(index);
    if (column.is(declared)) {
      return new Read(declared, false);
    }
    if (statement == null) {
      return new Read(declared, true);
    }
    if (!statement.names(declared)) {
      return column.mayBe(declared) ? new Read(declared, true) : null;
    }
    if (isOther(statement, column, declared)) {
      return null;
    }
    SelectItem item = item(statement, columns.size(), index);
    if (item != null) {
      SqlColumn named = item.column(column.label());
      if (named != null && named.is(declared)) {
        return new Read(declared, false);
      }
      if (item.isCertain() && (item.kind() != SelectItem.Kind.STAR || named != null)) {
        return null;
      }
    }
    return new Read(declared, true);
  }

  /** True if the driver reports another column of a table that the statement reads. */
  private static boolean isOther(
      StatementColumns statement, ResultColumn column, DeclaredColumn declared) {
    String table = column.table();
    return table != null
        && !column.mayBe(declared)
        && !statement.hasSetOperation()
        && statement.isTable(table);
  }

  /** The entry of the statement's list that a column is of, or null if that is not certain. */
  private static @Nullable SelectItem item(StatementColumns statement, int columns, int index) {
    List<SelectItem> items = statement.items();
    if (items == null) {
      return null;
    }
    int first = -1;
    int last = -1;
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).kind() == SelectItem.Kind.STAR) {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    if (first < 0) {
      return items.size() == columns ? items.get(index) : null;
    }
    if (index < first) {
      return items.get(index);
    }
    int fromEnd = columns - index;
    if (fromEnd < items.size() - last) {
      return items.get(items.size() - fromEnd);
    }
    return first == last ? items.get(first) : stars(items.subList(first, last + 1));
  }

  /** Which of several stars a column is of is not known: the label decides, if it can. */
  private static SelectItem stars(List<SelectItem> items) {
    List<SqlTable> tables = new ArrayList<>();
    boolean isCertain = true;
    for (SelectItem item : items) {
      tables.addAll(item.tables());
      isCertain &= item.isCertain() && item.kind() != SelectItem.Kind.COLUMN;
    }
    return new SelectItem(SelectItem.Kind.STAR, null, tables, isCertain);
  }
}
