package dev.flowguard.agent.sql;

import dev.flowguard.agent.sql.SqlDialect.Trait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits the text of a statement into tokens, in one pass and without ever failing: what is not
 * closed ends with the text. Comments are left out, and so are the braces and keywords of JDBC's
 * escapes, such as <code>{fn now()}</code>.
 */
final class SqlTokenizer {
  /** Longest text that is read, in characters. */
  static final int MAX_LENGTH = 64 * 1024;

  /** Longest tag of a dollar quote, as long as a name in PostgreSQL, in characters. */
  private static final int MAX_TAG = 63;

  private final CharSequence text;
  private final int length;
  private final SqlDialect dialect;
  private final List<SqlToken> tokens = new ArrayList<>();
  private final Map<String, Integer> named = new HashMap<>();
  private int parameters;
  private int codeInComments;

  /** Number of tokens after the last name in brackets: there an alias may follow. */
  private int afterBracketQuote = -1;

  private int at;

  private SqlTokenizer(CharSequence text, SqlDialect dialect) {
    this.text = text;
    this.length = Math.min(text.length(), MAX_LENGTH);
    this.dialect = dialect;
  }

  /** The tokens of the text's first {@link #MAX_LENGTH} characters. */
  static List<SqlToken> tokens(CharSequence text, SqlDialect dialect) {
    SqlTokenizer tokenizer = new SqlTokenizer(text, dialect);
    while (tokenizer.at < tokenizer.length) {
      tokenizer.next();
    }
    return tokenizer.tokens;
  }

  private char peek(int ahead) {
    return at + ahead < length ? text.charAt(at + ahead) : '\0';
  }

  private void next() {
    char c = text.charAt(at);
    if (c <= ' ' || Character.isWhitespace(c) || Character.isSpaceChar(c)) {
      at++;
    } else if (isComment(c)) {
      comment(c);
    } else if (c == '\'') {
      tokens.add(SqlToken.STRING);
      at = string(at, dialect.has(Trait.BACKSLASHES));
    } else if (c == '"' || c == '`' || c == '[' && isBracketQuote()) {
      quoted(c == '[' ? ']' : c);
    } else if (isDigit(c)) {
      number();
    } else if (isPrefixOfString(c)) {
      prefixed(c);
    } else if (isNameStart(c)) {
      word();
    } else if (c == '?') {
      questionMark();
    } else if (c == '$') {
      dollar();
    } else if (c == ':' || c == '@') {
      colon(c);
    } else {
      symbol(c);
    }
  }

  private boolean isComment(char c) {
    char second = peek(1);
    return switch (c) {
      case '-' -> second == '-' && (!dialect.has(Trait.BACKSLASHES) || peek(2) <= ' ');
      case '/' -> second == '*' || second == '/' && dialect.has(Trait.SLASH_COMMENTS);
      case '*' -> second == '/' && codeInComments > 0;
      case '#' -> dialect.has(Trait.HASH_COMMENTS);
      default -> false;
    };
  }

  private void comment(char c) {
    if (c == '*') {
      at += 2;
      codeInComments--;
      return;
    }
    if (c != '/' || peek(1) == '/') {
      while (at < length && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
        at++;
      }
      return;
    }
    if (dialect.has(Trait.BACKSLASHES)
        && (peek(2) == '!' || peek(2) == 'M' && peek(3) == '!')) { // code for MySQL, MariaDB
      codeInComments++;
      at += peek(2) == '!' ? 3 : 4;
      while (isDigit(peek(0))) {
        at++;
      }
      return;
    }
    int depth = 1;
    at += 2;
    while (at < length && depth > 0) {
      if (text.charAt(at) == '*' && peek(1) == '/') {
        depth--;
        at += 2;
      } else if (text.charAt(at) == '/' && peek(1) == '*' && dialect.has(Trait.NESTED_COMMENTS)) {
        depth++;
        at += 2;
      } else {
        at++;
      }
    }
    at = Math.min(at, length);
  }

  /** The position after the string that begins at a quote. */
  private int string(int start, boolean hasBackslashes) {
    for (int i = start + 1; i < length; i++) {
      char c = text.charAt(i);
      if (c == '\\' && hasBackslashes) {
        i++;
      } else if (c == '\'') {
        if (i + 1 == length || text.charAt(i + 1) != '\'') {
          return i + 1;
        }
        i++;
      }
    }
    return length;
  }

  /**
   * H2 and HSQLDB can imitate SQL Server; there a bracket after a value or ARRAY is a subscript.
   */
  private boolean isBracketQuote() {
    if (dialect != SqlDialect.H2 && dialect != SqlDialect.STANDARD) {
      return dialect.has(Trait.BRACKETS);
    }
    char second = peek(1);
    return (Character.isLetter(second) || second == '_')
        && (!isAfterValue() || tokens.size() == afterBracketQuote)
        && !isAfter("ARRAY");
  }

  private void quoted(char end) {
    boolean hasBackslashes = end == '"' && dialect.has(Trait.BACKSLASHES);
    StringBuilder name = new StringBuilder();
    at++;
    while (at < length) {
      char c = text.charAt(at++);
      if (c == end) {
        if (at == length || text.charAt(at) != end) {
          break;
        }
        at++;
      } else if (c == '\\' && hasBackslashes && at < length) {
        c = text.charAt(at++);
      }
      name.append(c);
    }
    tokens.add(new SqlToken(SqlToken.Kind.QUOTED, name.toString(), 0));
    afterBracketQuote = end == ']' ? tokens.size() : afterBracketQuote;
  }

  private void number() {
    while (at < length && (isNamePart(text.charAt(at)) || text.charAt(at) == '.')) {
      char c = text.charAt(at++);
      if ((c == 'e' || c == 'E') && (peek(0) == '-' || peek(0) == '+') && isDigit(peek(1))) {
        at++;
      }
    }
    tokens.add(SqlToken.NUMBER);
  }

  /** True for {@code E'…'} and, in Oracle, {@code q'[…]'} and {@code nq'[…]'}. */
  private boolean isPrefixOfString(char c) {
    return switch (c) {
      case 'e', 'E', 'b', 'B', 'x', 'X' -> peek(1) == '\'';
      case 'q', 'Q' -> peek(1) == '\'' && dialect.has(Trait.Q_QUOTES);
      case 'n', 'N' ->
          peek(1) == '\''
              || (peek(1) == 'q' || peek(1) == 'Q')
                  && peek(2) == '\''
                  && dialect.has(Trait.Q_QUOTES);
      default -> false;
    };
  }

  private void prefixed(char c) {
    tokens.add(SqlToken.STRING);
    boolean isNational = peek(1) != '\'';
    if (c == 'q' || c == 'Q' || isNational) {
      at += isNational ? 3 : 2;
      char open = peek(0);
      char close =
          switch (open) {
            case '[' -> ']';
            case '{' -> '}';
            case '(' -> ')';
            case '<' -> '>';
            default -> open;
          };
      at++;
      while (at < length && !(text.charAt(at) == close && peek(1) == '\'')) {
        at++;
      }
      at = Math.min(at + 2, length);
    } else {
      boolean isEscaped = c == 'e' || c == 'E';
      at = string(at + 1, isEscaped || dialect.has(Trait.BACKSLASHES));
    }
  }

  private void word() {
    int start = at;
    while (at < length && isNamePart(text.charAt(at))) {
      at++;
    }
    tokens.add(new SqlToken(SqlToken.Kind.WORD, text.subSequence(start, at).toString(), 0));
  }

  /** A parameter, unless it is doubled or an operator of PostgreSQL: {@code tags ?| ARRAY[…]}. */
  private void questionMark() {
    char second = peek(1);
    if (second == '?') {
      symbol('?');
      at++;
    } else if ((second == '|' || second == '&') && isAfterValue()) {
      symbol('?');
      at++;
    } else {
      at++;
      parameter(digits());
    }
  }

  private void dollar() {
    if (dialect.has(Trait.DOLLAR_PARAMETERS) && isDigit(peek(1))) {
      at++;
      parameter(digits());
    } else if (dialect.has(Trait.NAMES_NUMBERED_ONCE) && isNamePart(peek(1))) {
      namedParameter();
    } else if (!dialect.has(Trait.DOLLAR_QUOTES) || !dollarQuoted()) {
      symbol('$');
    }
  }

  /** Skips {@code $tag$…$tag$}; false if this is none. */
  private boolean dollarQuoted() {
    int end = at + 1;
    while (end < length && end - at <= MAX_TAG && isNamePart(text.charAt(end))) {
      if (text.charAt(end) == '$') {
        break;
      }
      end++;
    }
    if (end >= length || text.charAt(end) != '$') {
      return false;
    }
    String tag = text.subSequence(at, end + 1).toString();
    tokens.add(SqlToken.STRING);
    int i = end + 1;
    // A tag has '$' only at its ends: after a mismatch the search goes on at the mismatch.
    while (i < length) {
      if (text.charAt(i) != '$') {
        i++;
        continue;
      }
      int same = 1;
      while (same < tag.length()
          && i + same < length
          && text.charAt(i + same) == tag.charAt(same)) {
        same++;
      }
      i += same;
      if (same == tag.length()) {
        at = i;
        return true;
      }
    }
    at = length;
    return true;
  }

  private void colon(char c) {
    char second = peek(1);
    if (c == ':' && second == ':') {
      symbol(':');
      at++;
    } else if (!isNamePart(second)) {
      symbol(c);
    } else if (dialect.has(Trait.NAMES_NUMBERED_ONCE)) {
      namedParameter();
    } else if (c == ':' && dialect.has(Trait.COLON_PARAMETERS)) {
      skipName();
      parameter(0);
    } else {
      symbol(c);
    }
  }

  private void skipName() {
    at++;
    while (isNamePart(peek(0))) {
      at++;
    }
  }

  private void namedParameter() {
    int start = at;
    skipName();
    String name = text.subSequence(start, at).toString();
    Integer known = named.get(name);
    parameter(known == null ? 0 : known);
    if (known == null) {
      named.put(name, parameters);
    }
  }

  private int digits() {
    int number = 0;
    while (isDigit(peek(0))) {
      number = Math.min(number * 10 + peek(0) - '0', MAX_LENGTH);
      at++;
    }
    return number;
  }

  private void parameter(int number) {
    int position = number == 0 ? parameters + 1 : number;
    parameters = Math.max(parameters, position);
    tokens.add(new SqlToken(SqlToken.Kind.PARAMETER, "", position));
  }

  private void symbol(char c) {
    at++;
    if (c == '{') {
      while (at < length && text.charAt(at) <= ' ') {
        at++;
      }
      int start = at;
      while (at < length && Character.isLetter(text.charAt(at))) {
        at++;
      }
      if (text.subSequence(start, at).toString().equalsIgnoreCase("call")) {
        at = start;
      }
    } else if (c != '}') {
      tokens.add(new SqlToken(SqlToken.Kind.SYMBOL, String.valueOf(c), 0));
    }
  }

  /** True if the token before is one after which an operator follows, not another value. */
  private boolean isAfterValue() {
    if (tokens.isEmpty()) {
      return false;
    }
    SqlToken last = tokens.get(tokens.size() - 1);
    return switch (last.kind()) {
      case WORD -> !Keywords.isReserved(last.text());
      case SYMBOL -> last.isSymbol(')') || last.isSymbol(']');
      default -> true;
    };
  }

  private boolean isAfter(String keyword) {
    return !tokens.isEmpty() && tokens.get(tokens.size() - 1).isWord(keyword);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** A {@code #} begins names of temporary tables in SQL Server, and is an operator elsewhere. */
  private boolean isNameStart(char c) {
    return isLetter(c) || c == '#' && dialect == SqlDialect.SQL_SERVER;
  }

  private boolean isNamePart(char c) {
    return isLetter(c)
        || isDigit(c)
        || c == '$'
        || c == '#' && (dialect == SqlDialect.SQL_SERVER || dialect == SqlDialect.ORACLE);
  }

  /** Databases take what is beyond ASCII for a letter. */
  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c == '_'
        || c >= 0x80 && !Character.isSpaceChar(c);
  }
}
