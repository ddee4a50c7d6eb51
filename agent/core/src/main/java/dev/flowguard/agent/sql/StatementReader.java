package dev.flowguard.agent.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the tokens of a statement, once. */
final class StatementReader {
  /** Longest name that is kept, in characters; what is longer is a text. */
  private static final int MAX_NAME = 256;

  private final SqlTokens tokens;
  private final Writes writes;
  private final boolean isCut;
  private final Set<String> words = new HashSet<>();
  private final Set<String> quoted = new HashSet<>();
  private final Set<String> tables = new HashSet<>();
  private final Set<String> derived = new HashSet<>();
  private final List<UsedTable> mainTables = new ArrayList<>();
  private final int main;
  private boolean isIndirect;
  private boolean isBatch;
  private boolean hasSetOperation;
  private @Nullable List<SelectItem> items;

  private StatementReader(SqlTokens tokens, boolean isCut) {
    this.tokens = tokens;
    this.writes = new Writes(tokens);
    this.isCut = isCut;
    this.main = mainVerb();
  }

  /** Reads a statement. */
  static StatementColumns read(SqlTokens tokens, boolean isCut) {
    StatementReader reader = new StatementReader(tokens, isCut);
    reader.read();
    reader.tables.removeAll(reader.derived);
    return new StatementColumns(
        isCut,
        reader.isIndirect,
        reader.writes.hasUnknown() || isCut && !tokens.isWord(reader.main, "SELECT"),
        reader.hasSetOperation,
        reader.words,
        reader.quoted,
        reader.tables,
        isCut ? Map.of() : reader.writes.columns(),
        reader.items);
  }

  /** Position of the verb of the statement, after common table expressions. */
  private int mainVerb() {
    int at = 0;
    while (tokens.isSymbol(at, '(')
        && (tokens.next(at) >= tokens.size() || tokens.isSymbol(tokens.next(at), ';'))) {
      at++;
    }
    if (tokens.isWord(at, "WITH")) {
      while (!tokens.isEnd(at) && !isVerb(at)) {
        at = tokens.next(at);
      }
    }
    return at;
  }

  private boolean isVerb(int at) {
    return tokens.isWord(at, "SELECT")
        || tokens.isWord(at, "INSERT")
        || tokens.isWord(at, "UPDATE")
        || tokens.isWord(at, "DELETE")
        || tokens.isWord(at, "MERGE")
        || tokens.isWord(at, "VALUES");
  }

  private void read() {
    String first = SqlName.fold(tokens.at(main).text());
    isIndirect =
        switch (first) {
          case "call", "exec", "execute", "fetch", "begin", "declare", "do" -> true;
          default ->
              tokens.at(main).kind() == SqlToken.Kind.PARAMETER && tokens.isSymbol(main + 1, '=');
        };
    if (isIndirect) {
      writes.addUnknown();
    }
    for (int i = 0; i < tokens.size(); i++) {
      SqlToken token = tokens.at(i);
      switch (token.kind()) {
        case WORD -> {
          words.add(SqlName.fold(token.text()));
          commonTable(i);
          word(i);
        }
        case QUOTED -> {
          if (token.text().length() <= MAX_NAME) {
            quoted.add(token.text());
          }
          commonTable(i);
        }
        case SYMBOL -> {
          if (token.isSymbol(';')) {
            writes.end(i);
            isBatch |= i + 1 < tokens.size();
          }
        }
        default -> {}
      }
    }
    if (!isCut && !isBatch && !hasSetOperationOfResults()) {
      items = results();
    }
  }

  private void commonTable(int name) {
    int at = name + 1;
    at = tokens.isSymbol(at, '(') ? tokens.next(at) : at;
    if (tokens.isWord(at, "AS")) {
      at = tokens.isWord(at + 1, "NOT") ? at + 2 : at + 1;
      at = tokens.isWord(at, "MATERIALIZED") ? at + 1 : at;
      if (tokens.isSymbol(at, '(') && (tokens.isQuery(at) || tokens.isSymbol(at + 1, '('))) {
        derived.add(tokens.at(name).name().folded());
      }
    }
  }

  private void word(int at) {
    switch (SqlName.fold(tokens.at(at).text())) {
      case "from" -> {
        if (isFromOfQuery(at)) {
          use(TableList.read(tokens, at + 1), at);
        }
      }
      case "using" -> {
        if (!tokens.isSymbol(at + 1, '(') || tokens.isQuery(at + 1)) {
          use(TableList.read(tokens, at + 1), at);
        }
      }
      case "into" -> into(at);
      case "insert" -> {
        if (isStatement(at)) {
          use(writes.insert(at), at);
        }
      }
      case "replace" -> {
        if (tokens.isWord(at + 1, "INTO") && !tokens.isWord(at - 1, "OR")
            || at == main && !tokens.isSymbol(at + 1, '(')) {
          use(writes.insert(at), at);
        }
      }
      case "update" -> update(at);
      case "merge" -> {
        if (at == main || tokens.isWord(at + 1, "INTO")) {
          writes.addUnknown();
        }
      }
      case "select" -> {
        writes.select(at);
        isBatch |=
            at > main
                && tokens.level(at) == tokens.level(main)
                && !tokens.isWord(main, "INSERT")
                && !tokens.isWord(main, "REPLACE");
      }
      case "union", "intersect", "except", "minus" ->
          hasSetOperation |= !tokens.isSymbol(at - 1, '.');
      default -> {}
    }
  }

  /** False for the FROM of {@code extract(year FROM d)} and such. */
  private boolean isFromOfQuery(int at) {
    int level = tokens.level(at);
    return !tokens.isDistinctFrom(at)
        && !tokens.isSymbol(at - 1, '.')
        && (level < 0 || tokens.isQuery(level) || tokens.isSymbol(level + 1, '('));
  }

  private void into(int at) {
    if (tokens.isWord(at - 1, "INSERT") || tokens.isWord(at - 1, "REPLACE")) {
      return; // read with its verb
    }
    if (tokens.isSymbol(at - 1, ')')
        || tokens.isWord(at - 1, "THEN")
        || tokens.isWord(at - 1, "ELSE")) { // Oracle inserts into several tables at once
      if (tokens.isWord(main, "INSERT")) {
        use(writes.into(at + 1), at);
      }
      return;
    }
    int end = tokens.afterName(at + 1);
    if (end > at + 1 && tokens.at(end - 1).isName()) {
      tables.add(tokens.at(end - 1).name().folded());
    }
  }

  private boolean isStatement(int at) {
    SqlToken before = tokens.at(at - 1);
    int level = tokens.level(at);
    return (level < 0 || at == level + 1 || tokens.isWord(level + 1, "WITH"))
        && !tokens.isSymbol(at + 1, '(')
        && !before.isSymbol('.')
        && !before.isSymbol(',')
        && !before.isWord("THEN")
        && !before.isWord("FOR")
        && !before.isWord("ON")
        && !before.isWord("OR")
        && !before.isWord("AFTER")
        && !before.isWord("BEFORE");
  }

  private void update(int at) {
    if (tokens.isWord(at - 1, "KEY") && tokens.isWord(at - 2, "DUPLICATE")
        || tokens.isWord(at - 1, "DO") && tokens.isWord(at + 1, "SET")) {
      writes.onConflict(at);
    } else if (isStatement(at) && !tokens.isWord(at - 1, "KEY") && !tokens.isWord(at + 1, "SET")) {
      List<UsedTable> changed = writes.update(at);
      for (UsedTable table : changed) {
        if (table.table() != null && derived.contains(table.table().name().folded())) {
          writes.addUnknown(); // SQL Server can change a table through a common table expression
        }
      }
      use(changed, at);
    }
  }

  private void use(@Nullable UsedTable used, int at) {
    if (used != null) {
      use(List.of(used), at);
    }
  }

  private void use(List<UsedTable> used, int at) {
    for (UsedTable entry : used) {
      if (entry.table() != null) {
        tables.add(entry.table().name().folded());
      } else if (entry.alias() != null) {
        derived.add(entry.alias().folded());
      }
    }
    if (tokens.level(at) == tokens.level(main)) {
      mainTables.addAll(used);
    }
  }

  private boolean hasSetOperationOfResults() {
    if (!hasSetOperation) {
      return false;
    }
    for (int at = main; !tokens.isEnd(at); at = tokens.next(at)) {
      if (Keywords.isSetOperation(tokens.at(at)) && !tokens.isSymbol(at - 1, '.')) {
        return true;
      }
    }
    return false;
  }

  private @Nullable List<SelectItem> results() {
    if (tokens.isWord(main, "SELECT")) {
      for (int at = main; !tokens.isEnd(at); at = tokens.next(at)) {
        if (tokens.isWord(at, "FOR")
            && (tokens.isWord(at + 1, "JSON") || tokens.isWord(at + 1, "XML"))) {
          return null; // SQL Server makes one column of all
        }
      }
      return new SelectList(tokens, mainTables, derived, false).items(main);
    }
    for (int at = main; !tokens.isEnd(at); at = tokens.next(at)) {
      if (tokens.isWord(at, "RETURNING") || tokens.isWord(at, "OUTPUT")) {
        boolean isInsert = tokens.isWord(main, "INSERT") && !mainTables.isEmpty();
        List<UsedTable> changed = isInsert ? mainTables.subList(0, 1) : mainTables;
        return new SelectList(tokens, changed, derived, true).items(at);
      }
    }
    return null;
  }
}
