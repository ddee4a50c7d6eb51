package dev.flowguard.agent.sql;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The tokens of a statement and its parentheses. A <em>level</em> is the text between two
 * parentheses without what is in further ones. Every position is an index of a token; those outside
 * of the text are a token that is nothing.
 */
class SqlTokens {
  private static final SqlToken NOTHING = new SqlToken(SqlToken.Kind.SYMBOL, " ", 0);

  private final List<SqlToken> tokens;
  private final int[] closing;
  private final int[] enclosing;

  SqlTokens(List<SqlToken> tokens) {
    this.tokens = tokens;
    this.closing = new int[tokens.size()];
    this.enclosing = new int[tokens.size()];
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < tokens.size(); i++) {
      boolean isOpening = tokens.get(i).isSymbol('(');
      Integer around = open.peek();
      enclosing[i] = around == null ? -1 : around;
      if (tokens.get(i).isSymbol(')') && around != null) {
        closing[open.pop()] = i;
      }
      closing[i] = isOpening ? tokens.size() : i;
      if (isOpening) {
        open.push(i);
      }
    }
  }

  final int size() {
    return tokens.size();
  }

  /** The token at a position. Tests count the calls. */
  SqlToken at(int position) {
    return position >= 0 && position < tokens.size() ? tokens.get(position) : NOTHING;
  }

  /** The next position of the same level: after the closing parenthesis, if one opens here. */
  final int next(int position) {
    return position < tokens.size() ? closing[position] + 1 : position + 1;
  }

  /** Position of the parenthesis that closes the one here, or the number of tokens. */
  final int closing(int position) {
    return closing[position];
  }

  /**
   * Position of the parenthesis that is open here, or -1: identifies the level. One that closes
   * belongs to the level that it ends.
   */
  final int level(int position) {
    return position < tokens.size() ? enclosing[position] : -1;
  }

  final boolean isWord(int position, String keyword) {
    return at(position).isWord(keyword);
  }

  final boolean isSymbol(int position, char symbol) {
    return at(position).isSymbol(symbol);
  }

  /** True where a level or a statement ends. */
  final boolean isEnd(int position) {
    return position >= tokens.size() || isSymbol(position, ')') || isSymbol(position, ';');
  }

  /** True if the parenthesis here holds a query, not values or tables. */
  final boolean isQuery(int parenthesis) {
    int at = parenthesis + 1;
    return isWord(at, "SELECT")
        || isWord(at, "WITH")
        || isWord(at, "VALUES")
        || isWord(at, "TABLE")
        || isWord(at, "INSERT")
        || isWord(at, "UPDATE")
        || isWord(at, "DELETE")
        || isWord(at, "MERGE");
  }

  /** True where a list of results or assignments is over. */
  final boolean endsList(int position) {
    if (isEnd(position)) {
      return true;
    }
    if (!Keywords.endsList(at(position)) || isSymbol(position - 1, '.')) {
      return false;
    }
    if (isWord(position, "FROM")) {
      return !isDistinctFrom(position);
    }
    if (isWord(position, "GROUP")) {
      return !isWord(position - 1, "WITHIN");
    }
    return !isWord(position, "INSERT") || !isSymbol(position + 1, '(');
  }

  /** True where a list of tables is over. */
  final boolean endsTables(int position) {
    return isEnd(position)
        || Keywords.endsTables(at(position))
            && !isSymbol(position - 1, '.')
            && !isDistinctFrom(position)
            && !(isWord(position, "FOR") && isWord(position + 1, "SYSTEM_TIME"))
        || isWord(position, "USING") && (!isSymbol(position + 1, '(') || isQuery(position + 1));
  }

  /** True for FROM in {@code a IS DISTINCT FROM b}. */
  final boolean isDistinctFrom(int position) {
    return isWord(position, "FROM")
        && isWord(position - 1, "DISTINCT")
        && (isWord(position - 2, "IS") || isWord(position - 2, "NOT"));
  }

  /** The position after the qualified name here; the same if there is none. */
  final int afterName(int position) {
    int at = position;
    while (at(at).isName()) {
      at++;
      if (!isSymbol(at, '.')) {
        return at;
      }
      while (isSymbol(at, '.')) { // SQL Server: database..table
        at++;
      }
    }
    return at;
  }

  /** The table whose qualified name ends before a position. */
  final SqlTable table(int start, int end) {
    SqlName schema = null;
    if (end - 3 >= start && isSymbol(end - 2, '.') && at(end - 3).isName()) {
      schema = at(end - 3).name();
    }
    return new SqlTable(schema, at(end - 1).name());
  }
}
