package dev.flowguard.agent.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the list of results of a query, or after RETURNING and OUTPUT. */
final class SelectList {
  /** Most tables of one level, and most results, that are looked at; the rest counts as unknown. */
  static final int MAX_TABLES = 64;

  private static final int MAX_ITEMS = 4096;

  private final SqlTokens tokens;
  private final List<UsedTable> used;
  private final Set<String> derived;
  private final boolean isOfChange;

  /**
   * @param used the tables of the same level
   * @param derived folded names of queries
   * @param isOfChange true after RETURNING and OUTPUT, where {@code inserted} and such are
   *     qualifiers
   */
  SelectList(SqlTokens tokens, List<UsedTable> used, Set<String> derived, boolean isOfChange) {
    this.tokens = tokens;
    this.used = used;
    this.derived = derived;
    this.isOfChange = isOfChange;
  }

  /** The items of the list whose keyword is at a position; null if there are too many. */
  @Nullable List<SelectItem> items(int keyword) {
    if (used.size() > MAX_TABLES) {
      return null;
    }
    List<SelectItem> items = new ArrayList<>();
    int start = afterModifiers(keyword + 1);
    int at = start;
    while (true) {
      boolean isOver = tokens.endsList(at) || isOfChange && tokens.isWord(at, "VALUES");
      if (isOver || tokens.isSymbol(at, ',')) {
        items.add(item(start, at));
        start = at + 1;
      }
      if (isOver) {
        return List.copyOf(items);
      }
      if (items.size() == MAX_ITEMS) {
        return null;
      }
      at = tokens.next(at);
    }
  }

  private int afterModifiers(int start) {
    int at = start;
    while (true) {
      if (tokens.isWord(at, "TOP")
          && (tokens.isSymbol(at + 1, '(') || !tokens.at(at + 1).isName())
          && !tokens.isSymbol(at + 1, ',')) {
        at = tokens.next(at + 1);
        at = tokens.isWord(at, "PERCENT") ? at + 1 : at;
        at = tokens.isWord(at, "WITH") ? at + 2 : at;
      } else if (tokens.isWord(at, "DISTINCT") && tokens.isWord(at + 1, "ON")) {
        at = tokens.next(at + 2);
      } else if (isModifier(at) && !tokens.isSymbol(at + 1, ',') && !tokens.endsList(at + 1)) {
        at++;
      } else {
        return at;
      }
    }
  }

  private boolean isModifier(int at) {
    SqlToken token = tokens.at(at);
    return token.isWord("DISTINCT")
        || token.isWord("ALL")
        || token.isWord("UNIQUE")
        || token.isWord("DISTINCTROW")
        || token.isWord("HIGH_PRIORITY")
        || token.isWord("STRAIGHT_JOIN")
        || token.isWord("SQL_CALC_FOUND_ROWS")
        || token.isWord("SQL_NO_CACHE")
        || token.isWord("SQL_CACHE")
        || token.isWord("SQL_SMALL_RESULT")
        || token.isWord("SQL_BIG_RESULT")
        || token.isWord("SQL_BUFFER_RESULT");
  }

  private SelectItem item(int start, int end) {
    if (tokens.isSymbol(end - 1, '*') && (end - 1 == start || tokens.isSymbol(end - 2, '.'))) {
      return star(start, end);
    }
    int last = tokens.afterName(start);
    if (last == start) {
      return isConstant(start, end) ? SelectItem.CONSTANT : SelectItem.COMPUTED;
    }
    boolean isReserved =
        last == start + 1
            && tokens.at(start).kind() == SqlToken.Kind.WORD
            && Keywords.isReserved(tokens.at(start).text());
    return isReserved || !tokens.at(last - 1).isName() || !isAlias(last, end)
        ? SelectItem.COMPUTED
        : column(start, last);
  }

  private boolean isConstant(int start, int end) {
    SqlToken.Kind kind = tokens.at(start).kind();
    return start < end
        && (kind == SqlToken.Kind.STRING
            || kind == SqlToken.Kind.NUMBER
            || kind == SqlToken.Kind.PARAMETER)
        && isAlias(start + 1, end);
  }

  /** True if there is nothing between the positions but a label. */
  private boolean isAlias(int start, int end) {
    if (start == end) {
      return true;
    }
    if (tokens.isWord(start, "AS")) {
      return end == start + 2;
    }
    SqlToken token = tokens.at(start);
    return end == start + 1 && (token.kind() == SqlToken.Kind.STRING || Keywords.mayBeAlias(token));
  }

  private SelectItem star(int start, int end) {
    if (end - 1 == start) {
      return of(SelectItem.Kind.STAR, null, used);
    }
    int last = end - 2; // the dot
    boolean isName = last > start && tokens.afterName(start) == end - 1;
    return isName && tokens.at(last - 1).isName()
        ? of(SelectItem.Kind.STAR, null, qualified(tokens.at(last - 1).name()))
        : new SelectItem(SelectItem.Kind.STAR, null, List.of(), false);
  }

  private SelectItem column(int start, int end) {
    SqlName name = tokens.at(end - 1).name();
    if (end - 1 > start) {
      return of(SelectItem.Kind.COLUMN, name, qualified(tokens.at(end - 3).name()));
    }
    for (UsedTable table : used) {
      if (table.isQualifiedBy(name)) {
        return SelectItem.COMPUTED; // PostgreSQL: the whole row
      }
    }
    return of(SelectItem.Kind.COLUMN, name, used);
  }

  private List<UsedTable> qualified(SqlName qualifier) {
    List<UsedTable> tables = new ArrayList<>();
    for (UsedTable table : used) {
      if (table.isQualifiedBy(qualifier)) {
        tables.add(table);
      }
    }
    return tables.isEmpty() && isOfChange ? used : tables;
  }

  private SelectItem of(SelectItem.Kind kind, @Nullable SqlName name, List<UsedTable> from) {
    List<SqlTable> tables = new ArrayList<>();
    boolean isCertain = !from.isEmpty();
    for (UsedTable entry : from) {
      SqlTable table = entry.table();
      if (table == null || table.schema() == null && derived.contains(table.name().folded())) {
        isCertain = false;
      } else {
        tables.add(table);
      }
    }
    return new SelectItem(kind, name, tables, isCertain);
  }
}
