package dev.flowguard.agent.sql;

import java.util.ArrayList;
import java.util.List;

/** Reads a list of tables, as after FROM or UPDATE: with commas, joins, aliases and hints. */
final class TableList {
  private final SqlTokens tokens;
  private final List<UsedTable> tables = new ArrayList<>();
  private int at;

  private TableList(SqlTokens tokens, int start) {
    this.tokens = tokens;
    this.at = start;
  }

  /** The tables of the list that begins at a position. */
  static List<UsedTable> read(SqlTokens tokens, int start) {
    TableList list = new TableList(tokens, start);
    list.read();
    return list.tables;
  }

  private void read() {
    boolean isExpected = true; // a table, not what joins it
    int opened = 0;
    while (true) {
      if (tokens.isSymbol(at, ')') && opened > 0) {
        opened--;
        at++;
        isExpected = false;
      } else if (isExpected && isModifier()) {
        at++;
      } else if (isExpected && tokens.isSymbol(at, '(') && !tokens.isQuery(at)) {
        opened++;
        at++;
      } else if (tokens.endsTables(at)) {
        return;
      } else if (isExpected) {
        table();
        isExpected = false;
      } else {
        if (tokens.isWord(at, "PIVOT") || tokens.isWord(at, "UNPIVOT")) {
          tables.add(new UsedTable(null, null, false)); // makes columns of values
        }
        isExpected = isBetweenTables();
        at = tokens.next(at);
      }
    }
  }

  /** True at a word that may precede a table. */
  private boolean isModifier() {
    return tokens.isWord(at, "ONLY")
        || tokens.isWord(at, "LATERAL")
        || tokens.isWord(at, "LOW_PRIORITY")
        || tokens.isWord(at, "IGNORE");
  }

  private boolean isBetweenTables() {
    return tokens.isSymbol(at, ',')
        || tokens.isWord(at, "JOIN")
        || tokens.isWord(at, "STRAIGHT_JOIN")
        || tokens.isWord(at, "APPLY");
  }

  private void table() {
    int start = at;
    SqlTable table = null;
    if (tokens.isSymbol(at, '(')) {
      at = tokens.next(at);
    } else {
      at = tokens.afterName(at);
      if (at == start || !tokens.at(at - 1).isName()) {
        at = Math.max(at, tokens.next(start)); // neither a name nor a query
      } else if (tokens.isSymbol(at, '(') && !isHint(at)) {
        at = tokens.next(at);
      } else {
        table = tokens.table(start, at);
      }
    }
    if (tokens.isSymbol(at, '*') || tokens.isSymbol(at, '@')) {
      at++; // PostgreSQL: with its children; Oracle: of another database, whose name follows
      at = tokens.isSymbol(at - 1, '@') ? tokens.afterName(at) : at;
    }
    if (tokens.isWord(at, "PARTITION") && tokens.isSymbol(at + 1, '(')) {
      at = tokens.next(at + 1);
    }
    boolean hasAs = tokens.isWord(at, "AS");
    SqlToken alias = tokens.at(hasAs ? at + 1 : at);
    if (hasAs ? alias.isName() : Keywords.mayBeAlias(alias)) {
      at += hasAs ? 2 : 1;
      if (tokens.isSymbol(at, '(') && !isHint(at)) { // its columns have other names
        tables.add(new UsedTable(alias.name(), null, false));
        tables.add(new UsedTable(null, table, false));
        at = tokens.next(at);
      } else {
        tables.add(new UsedTable(alias.name(), table, false));
      }
    } else {
      tables.add(new UsedTable(table == null ? null : table.name(), table, table != null));
    }
  }

  /** True for the old form of a hint: {@code table (NOLOCK)}. */
  private boolean isHint(int parenthesis) {
    SqlToken first = tokens.at(parenthesis + 1);
    return tokens.closing(parenthesis) == parenthesis + 2
        && (first.isWord("NOLOCK") || first.isWord("UPDLOCK") || first.isWord("HOLDLOCK"));
  }
}
