package dev.flowguard.agent.sql;

import java.util.Locale;
import java.util.Set;

/** Words that have a meaning where a name could be. */
final class Keywords {
  /** Words after which a list of tables is over. */
  private static final Set<String> TABLES_END =
      Set.of(
          "WHERE",
          "GROUP",
          "ORDER",
          "HAVING",
          "LIMIT",
          "OFFSET",
          "FETCH",
          "FOR",
          "UNION",
          "INTERSECT",
          "EXCEPT",
          "MINUS",
          "SET",
          "VALUES",
          "SELECT",
          "WINDOW",
          "RETURNING",
          "WHEN",
          "INSERT",
          "UPDATE",
          "DELETE",
          "MERGE",
          "FROM",
          "INTO");

  /** Words after which a list of results or of assignments is over. */
  private static final Set<String> LIST_END =
      Set.of(
          "WHERE",
          "GROUP",
          "ORDER",
          "HAVING",
          "LIMIT",
          "UNION",
          "INTERSECT",
          "EXCEPT",
          "MINUS",
          "SELECT",
          "RETURNING",
          "INSERT",
          "UPDATE",
          "DELETE",
          "MERGE",
          "FROM",
          "INTO");

  /** More words that are no alias. */
  private static final Set<String> OTHERS =
      Set.of(
          "JOIN",
          "INNER",
          "LEFT",
          "RIGHT",
          "FULL",
          "CROSS",
          "NATURAL",
          "OUTER",
          "STRAIGHT_JOIN",
          "ON",
          "USING",
          "DEFAULT",
          "WITH",
          "USE",
          "FORCE",
          "IGNORE",
          "PARTITION",
          "TABLESAMPLE",
          "SAMPLE",
          "PIVOT",
          "UNPIVOT",
          "AS",
          "APPLY",
          "LATERAL",
          "OVERRIDING",
          "LOCK",
          "AND",
          "OR",
          "NOT",
          "DO",
          "END",
          "DISTINCT",
          "ALL",
          "ANY",
          "SOME",
          "EXISTS",
          "CASE",
          "THEN",
          "ELSE",
          "IN",
          "IS",
          "LIKE",
          "ILIKE",
          "BETWEEN",
          "BY",
          "PRIOR",
          "CONNECT_BY_ROOT",
          "BINARY",
          "COLLATE",
          "ESCAPE",
          "RETURN",
          "TOP",
          "UNIQUE",
          "CALL",
          "NULLS",
          "ROW",
          "ARRAY",
          "TABLE",
          "ONLY",
          "DIV",
          "MOD",
          "XOR",
          "REGEXP",
          "RLIKE",
          "SIMILAR",
          "CONNECT",
          "START",
          "QUALIFY",
          "OUTPUT",
          "OPTION",
          "KEY",
          "TABLESPACE");

  /** Words that combine the results of two queries. */
  private static final Set<String> SET_OPERATIONS = Set.of("UNION", "INTERSECT", "EXCEPT", "MINUS");

  private static final int LONGEST = 15;

  private Keywords() {}

  /** True for a word that is not an alias and after which a value may begin. */
  static boolean isReserved(String word) {
    return isIn(TABLES_END, word) || isIn(OTHERS, word);
  }

  /** True for a name that may be an alias. */
  static boolean mayBeAlias(SqlToken token) {
    return token.isName() && (token.kind() == SqlToken.Kind.QUOTED || !isReserved(token.text()));
  }

  static boolean endsTables(SqlToken token) {
    return token.kind() == SqlToken.Kind.WORD && isIn(TABLES_END, token.text());
  }

  static boolean endsList(SqlToken token) {
    return token.kind() == SqlToken.Kind.WORD && isIn(LIST_END, token.text());
  }

  static boolean isSetOperation(SqlToken token) {
    return token.kind() == SqlToken.Kind.WORD && isIn(SET_OPERATIONS, token.text());
  }

  private static boolean isIn(Set<String> words, String word) {
    return word.length() <= LONGEST && words.contains(word.toUpperCase(Locale.ROOT));
  }
}
