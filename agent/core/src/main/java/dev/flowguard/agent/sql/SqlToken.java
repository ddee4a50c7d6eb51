package dev.flowguard.agent.sql;

/**
 * A word, literal or sign of a statement.
 *
 * @param text of a word as written, of a quoted name without quotes, of a symbol its character;
 *     else empty, so that literals are not kept
 * @param parameter position from 1 of a parameter; else 0
 */
record SqlToken(Kind kind, String text, int parameter) {
  enum Kind {
    /** A keyword or a name without quotes. */
    WORD,
    /** A name in quotes; in MySQL possibly a string. */
    QUOTED,
    STRING,
    NUMBER,
    PARAMETER,
    SYMBOL
  }

  static final SqlToken STRING = new SqlToken(Kind.STRING, "", 0);
  static final SqlToken NUMBER = new SqlToken(Kind.NUMBER, "", 0);

  /** True for this keyword, given in upper case. */
  boolean isWord(String keyword) {
    return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
  }

  boolean isSymbol(char symbol) {
    return kind == Kind.SYMBOL && text.charAt(0) == symbol;
  }

  /** True for what may be a name. */
  boolean isName() {
    return kind == Kind.WORD || kind == Kind.QUOTED;
  }

  SqlName name() {
    return new SqlName(text, kind == Kind.QUOTED);
  }

  /** Without the text, which may be a value. */
  @Override
  public String toString() {
    return kind.toString();
  }
}
