package dev.flowguard.agent.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Notes which columns the parameters of a statement are written to. A parameter anywhere in the
 * expression for a column counts as written to it.
 */
final class Writes {
  /**
   * An INSERT.
   *
   * @param columns null if the statement does not list them
   */
  private record Insert(UsedTable into, @Nullable List<SqlName> columns) {}

  private final SqlTokens tokens;
  private final Map<Integer, List<SqlColumn>> written = new HashMap<>();

  /** By level: the last INSERT, and the one whose values come from a query. */
  private final Map<Integer, Insert> inserts = new HashMap<>();

  private final Map<Integer, Insert> queried = new HashMap<>();
  private boolean hasUnknown;

  Writes(SqlTokens tokens) {
    this.tokens = tokens;
  }

  /** By parameter, counted from 1: the columns that it is written to. */
  Map<Integer, List<SqlColumn>> columns() {
    return written;
  }

  /** True if columns of some values cannot be known from the text. */
  boolean hasUnknown() {
    return hasUnknown;
  }

  void addUnknown() {
    hasUnknown = true;
  }

  /**
   * Reads what follows INSERT or REPLACE, up to the values.
   *
   * @return the table, or null if none is named
   */
  @Nullable UsedTable insert(int verb) {
    int at = verb + 1;
    while (isModifier(at)) {
      at = tokens.isSymbol(at + 1, '(') ? tokens.next(at + 1) : at + 1;
    }
    if (tokens.isWord(at, "WHEN")) { // Oracle: the tables follow conditions
      return null;
    }
    return into(tokens.isWord(at, "INTO") ? at + 1 : at);
  }

  private boolean isModifier(int at) {
    return tokens.isWord(at, "OR")
        || tokens.isWord(at, "REPLACE")
        || tokens.isWord(at, "ROLLBACK")
        || tokens.isWord(at, "ABORT")
        || tokens.isWord(at, "FAIL")
        || tokens.isWord(at, "IGNORE")
        || tokens.isWord(at, "LOW_PRIORITY")
        || tokens.isWord(at, "HIGH_PRIORITY")
        || tokens.isWord(at, "DELAYED")
        || tokens.isWord(at, "TOP")
        || tokens.isWord(at, "ALL")
        || tokens.isWord(at, "FIRST");
  }

  /** Reads a table and its columns and values; null if there is no table. */
  @Nullable UsedTable into(int start) {
    int at = tokens.afterName(start);
    if (at == start || !tokens.at(at - 1).isName()) {
      hasUnknown = true;
      return null;
    }
    int level = tokens.level(start);
    SqlTable table = tokens.table(start, at);
    SqlName alias = table.name();
    if (tokens.isWord(at, "AS")) {
      alias = tokens.at(at + 1).name();
      at += 2;
    } else if (Keywords.mayBeAlias(tokens.at(at)) && tokens.isSymbol(at + 1, '(')) {
      alias = tokens.isWord(at, "VALUE") ? alias : tokens.at(at).name();
      at += tokens.isWord(at, "VALUE") ? 0 : 1;
    }
    while (tokens.isWord(at, "PARTITION") || tokens.isWord(at, "WITH")) {
      if (!tokens.isSymbol(at + 1, '(')) {
        break; // a query with common tables
      }
      at = tokens.next(at + 1);
    }
    UsedTable into = new UsedTable(alias, table, alias.equals(table.name()));
    List<SqlName> columns = null;
    if (tokens.isSymbol(at, '(') && !tokens.isQuery(at) && !tokens.isSymbol(at + 1, '(')) {
      columns = names(at);
      at = tokens.next(at);
    }
    Insert insert = new Insert(into, columns);
    inserts.put(level, insert);
    values(insert, at, level);
    return into;
  }

  private List<SqlName> names(int parenthesis) {
    List<SqlName> columns = new ArrayList<>();
    int end = tokens.closing(parenthesis);
    SqlName name = new SqlName("", true);
    for (int i = parenthesis + 1; i < end; i = tokens.next(i)) {
      if (tokens.isSymbol(i, ',')) {
        columns.add(name);
        name = new SqlName("", true);
      } else if (tokens.at(i).isName()) {
        name = tokens.at(i).name();
      }
    }
    columns.add(name);
    return columns;
  }

  private void values(Insert insert, int start, int level) {
    int at = start;
    while (!tokens.isEnd(at) && !isStartOfValues(at)) {
      at = tokens.next(at); // OVERRIDING SYSTEM VALUE, OUTPUT inserted.id
    }
    if (tokens.isWord(at, "SET")) {
      assignments(at + 1, level, List.of(insert.into()));
      return;
    }
    if (tokens.isWord(at, "DEFAULT")) {
      return;
    }
    hasUnknown |= insert.columns() == null;
    if (tokens.isWord(at, "VALUES") || tokens.isWord(at, "VALUE")) {
      queried.remove(level);
      rows(insert, at + 1);
    } else if (tokens.isWord(at, "SELECT") || tokens.isWord(at, "WITH")) {
      queried.put(level, insert);
    } else if (tokens.isSymbol(at, '(')) {
      for (; tokens.isSymbol(at, '('); at++) {
        queried.put(at, insert);
      }
    } else {
      hasUnknown = true;
    }
  }

  private boolean isStartOfValues(int at) {
    return tokens.isWord(at, "VALUES")
        || tokens.isWord(at, "VALUE") && tokens.isSymbol(at + 1, '(')
        || tokens.isWord(at, "SELECT")
        || tokens.isWord(at, "WITH")
        || tokens.isWord(at, "SET")
        || tokens.isWord(at, "DEFAULT")
        || tokens.isWord(at, "TABLE")
        || tokens.isWord(at, "EXEC")
        || tokens.isWord(at, "EXECUTE")
        || tokens.isWord(at, "INSERT")
        || tokens.isWord(at, "INTO")
        || tokens.isSymbol(at, '(');
  }

  private void rows(Insert insert, int start) {
    int at = start;
    while (true) {
      at = tokens.isWord(at, "ROW") ? at + 1 : at;
      if (!tokens.isSymbol(at, '(')) {
        return;
      }
      list(insert, at, at, tokens.closing(at));
      at = tokens.next(at);
      if (!tokens.isSymbol(at, ',')) {
        return;
      }
      at++;
    }
  }

  /** Notes the parameters of a list of values at a level, up to where it ends. */
  private void list(Insert insert, int start, int level, int end) {
    int column = 0;
    for (int i = start + 1; i < end; i++) {
      SqlToken token = tokens.at(i);
      if (tokens.level(i) == level && start != level && isStar(i)) {
        hasUnknown = true; // as many columns as the table has
        return;
      }
      if (tokens.level(i) == level && start != level && tokens.endsList(i)) {
        noteSource(i, level, end);
        return;
      }
      if (tokens.level(i) == level && token.isSymbol(',')) {
        column++;
      } else if (isStatement(i)) {
        i = tokens.closing(i);
      } else if (insert.columns() != null && column < insert.columns().size()) {
        write(token, insert.into(), insert.columns().get(column));
      }
    }
  }

  /** What a parameter in the list of tables becomes, as in {@code unnest(?)}, is not followed. */
  private void noteSource(int from, int level, int end) {
    for (int i = from + 1; i < end && !hasUnknown && tokens.isWord(from, "FROM"); i++) {
      if (tokens.level(i) == level && tokens.endsList(i)) {
        return;
      }
      hasUnknown |= tokens.at(i).kind() == SqlToken.Kind.PARAMETER;
    }
  }

  /**
   * True for a parenthesis with a statement in it that has parameters of its own. Without the check
   * nested ones would be read once for each level.
   */
  private boolean isStatement(int parenthesis) {
    return tokens.isSymbol(parenthesis, '(')
        && tokens.isQuery(parenthesis)
        && !tokens.isWord(parenthesis + 1, "SELECT")
        && !tokens.isWord(parenthesis + 1, "VALUES");
  }

  private boolean isStar(int at) {
    return tokens.isSymbol(at, '*')
        && (tokens.isSymbol(at - 1, '.')
            || tokens.isSymbol(at - 1, ',')
            || tokens.isWord(at - 1, "SELECT")
            || tokens.isWord(at - 1, "DISTINCT")
            || tokens.isWord(at - 1, "ALL"));
  }

  private void write(SqlToken token, UsedTable table, SqlName column) {
    if (token.kind() == SqlToken.Kind.PARAMETER && table.table() != null) {
      write(token, new SqlColumn(List.of(table.table()), column));
    }
  }

  private void write(SqlToken token, SqlColumn column) {
    if (token.kind() == SqlToken.Kind.PARAMETER) {
      written.computeIfAbsent(token.parameter(), none -> new ArrayList<>()).add(column);
    }
  }

  /** Notes the parameters of a query whose results are inserted, if this SELECT is one. */
  void select(int at) {
    int level = tokens.level(at);
    Insert insert = queried.get(level);
    if (insert != null) {
      list(insert, at, level, level < 0 ? tokens.size() : tokens.closing(level));
    }
  }

  /** A statement of this level is over. */
  void end(int at) {
    queried.remove(tokens.level(at));
    inserts.remove(tokens.level(at));
  }

  /** Reads the assignments of {@code ON CONFLICT} and {@code ON DUPLICATE KEY UPDATE}. */
  void onConflict(int update) {
    Insert insert = inserts.get(tokens.level(update));
    if (insert != null) {
      int at = tokens.isWord(update + 1, "SET") ? update + 2 : update + 1;
      assignments(at, tokens.level(update), List.of(insert.into()));
    }
  }

  /** Reads an UPDATE; returns the tables that it changes. */
  List<UsedTable> update(int verb) {
    int level = tokens.level(verb);
    int at = verb + 1;
    while (isModifier(at)) {
      at = tokens.isSymbol(at + 1, '(') ? tokens.next(at + 1) : at + 1;
    }
    int set = at;
    while (!tokens.isWord(set, "SET")) {
      if (tokens.isEnd(set) || set > at && tokens.isWord(set, "UPDATE")) {
        return List.of();
      }
      set = tokens.next(set);
    }
    List<UsedTable> targets = TableList.read(tokens, at);
    int from = set + 1;
    while (!tokens.endsList(from)) {
      from = tokens.next(from);
    }
    if (targets.size() == 1 && tokens.isWord(from, "FROM")) {
      targets = List.of(aliased(targets.get(0), TableList.read(tokens, from + 1)));
    }
    if (targets.size() > SelectList.MAX_TABLES) {
      hasUnknown = true;
      return List.of();
    }
    for (UsedTable target : targets) {
      hasUnknown |= target.table() == null;
    }
    assignments(set + 1, level, targets);
    return targets;
  }

  /** SQL Server may name an alias of the list of tables: {@code UPDATE m SET … FROM message m}. */
  private static UsedTable aliased(UsedTable target, List<UsedTable> from) {
    SqlTable table = target.table();
    if (target.hasOwnName() && table != null && table.schema() == null) {
      for (UsedTable other : from) {
        if (!other.hasOwnName() && other.isQualifiedBy(table.name())) {
          return other;
        }
      }
    }
    return target;
  }

  private void assignments(int start, int level, List<UsedTable> targets) {
    int end = level < 0 ? tokens.size() : tokens.closing(level);
    int at = start;
    while (at < end && !tokens.endsList(at)) {
      if (tokens.isSymbol(at, '(')) {
        at = tuple(at, targets);
      } else {
        int afterName = tokens.afterName(at);
        SqlColumn column = column(at, afterName, targets);
        at = afterName;
        hasUnknown |= column == null;
        for (; at < end && !isOver(at, level); at++) {
          if (isStatement(at)) {
            at = tokens.closing(at);
          } else if (column != null) {
            write(tokens.at(at), column);
          }
        }
      }
      while (at < end && !isOver(at, level)) {
        at = tokens.next(at);
      }
      at = tokens.isSymbol(at, ',') ? at + 1 : at;
    }
  }

  private boolean isOver(int at, int level) {
    return tokens.level(at) == level && (tokens.isSymbol(at, ',') || tokens.endsList(at));
  }

  /** Reads {@code (a, b) = (?, ?)}; returns the position after it. */
  private int tuple(int parenthesis, List<UsedTable> targets) {
    List<SqlName> columns = names(parenthesis);
    int at = tokens.next(parenthesis);
    if (!tokens.isSymbol(at, '=')) {
      hasUnknown = true;
      return at;
    }
    at = tokens.isWord(at + 1, "ROW") ? at + 2 : at + 1;
    if (!tokens.isSymbol(at, '(')) {
      hasUnknown = true;
      return at;
    }
    List<SqlTable> tables = tables(targets);
    int column = 0;
    for (int i = at + 1; i < tokens.closing(at); i++) {
      if (tokens.level(i) == at && tokens.endsList(i) && !tokens.isWord(i, "SELECT")) {
        break;
      }
      if (tokens.level(i) == at && tokens.isSymbol(i, ',')) {
        column++;
      } else if (isStatement(i)) {
        i = tokens.closing(i);
      } else if (column < columns.size() && !tables.isEmpty()) {
        write(tokens.at(i), new SqlColumn(tables, columns.get(column)));
      }
    }
    return tokens.next(at);
  }

  private static List<SqlTable> tables(List<UsedTable> used) {
    List<SqlTable> tables = new ArrayList<>();
    for (UsedTable table : used) {
      if (table.table() != null) {
        tables.add(table.table());
      }
    }
    return tables;
  }

  /** The column that an assignment names, or null if it names none that can be known. */
  private @Nullable SqlColumn column(int start, int afterName, List<UsedTable> targets) {
    int end = afterName;
    if (tokens.isWord(end - 1, "WRITE") && tokens.isSymbol(end, '(') && end - 2 > start) {
      end -= 2; // SQL Server: column.WRITE(…)
    }
    if (end == start || !tokens.at(end - 1).isName()) {
      return null;
    }
    if (end - 3 >= start) {
      SqlName qualifier = tokens.at(end - 3).name();
      for (UsedTable target : targets) {
        if (target.isQualifiedBy(qualifier)
            || target.table() != null && target.table().name().equals(qualifier)) {
          return target.table() == null
              ? null
              : new SqlColumn(List.of(target.table()), tokens.at(end - 1).name());
        }
      }
      end = start + 1; // a field of a column: address.city
    }
    List<SqlTable> tables = tables(targets);
    return tables.isEmpty() ? null : new SqlColumn(tables, tokens.at(end - 1).name());
  }
}
