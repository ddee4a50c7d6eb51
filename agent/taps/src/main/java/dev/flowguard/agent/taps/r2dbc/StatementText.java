package dev.flowguard.agent.taps.r2dbc;

import dev.flowguard.agent.spi.RowDriver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of a statement, or of several that are sent at once. Immutable. */
final class StatementText {
  /** Characters of a batch after which no more of it is kept: longer texts are not read whole. */
  private static final int ENOUGH = 64 << 10;

  private final RowDriver.Language language;
  private final String given;

  StatementText(RowDriver.Language language, String given) {
    this.language = language;
    this.given = given;
  }

  /** This statement, and another one after it. */
  StatementText and(String next) {
    return given.length() > ENOUGH ? this : new StatementText(language, given + ";\n" + next);
  }

  /** The text as the database reads it: the drivers replace names of parameters. */
  String sql() {
    if (language != RowDriver.Language.MYSQL) {
      return given;
    }
    StringBuilder sql = new StringBuilder(given.length());
    read(sql, new ArrayList<>());
    return sql.toString();
  }

  /** Where parameters of a name are, from 1. */
  List<Integer> positions(String name) {
    List<@Nullable String> names = new ArrayList<>();
    read(new StringBuilder(), names);
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (name.equals(names.get(i))) {
        positions.add(i + 1);
      }
    }
    return positions;
  }

  /**
   * Reads {@code ?name} and {@code :name}.
   *
   * @param sql where the text goes, with a question mark for each parameter
   * @param names where the name of each parameter goes, or null
   */
  private void read(StringBuilder sql, List<@Nullable String> names) {
    int at = 0;
    while (at < given.length()) {
      char c = given.charAt(at);
      int end = afterOther(at);
      if (end > at) {
        sql.append(given, at, end);
        at = end;
        continue;
      }
      end = afterName(at + 1);
      boolean isNamed = end > at + 1;
      if (c == '?' || c == ':' && isNamed && !isPart(at - 1) && !isColon(at - 1)) {
        sql.append('?');
        names.add(isNamed ? given.substring(at + 1, end) : null);
        at = end;
      } else {
        sql.append(c);
        at++;
      }
    }
  }

  /** The position after the string, the quoted name or the comment that begins here, if any. */
  private int afterOther(int at) {
    char c = given.charAt(at);
    if (c == '\'' || c == '"' || c == '`') {
      int i = at + 1;
      while (i < given.length() && given.charAt(i) != c) {
        i += given.charAt(i) == '\\' && c != '`' ? 2 : 1;
      }
      return Math.min(i + 1, given.length());
    }
    if (given.startsWith("/*", at)) {
      int end = given.indexOf("*/", at + 2);
      return end < 0 ? given.length() : end + 2;
    }
    if (c == '#' || given.startsWith("-- ", at)) {
      int end = given.indexOf('\n', at);
      return end < 0 ? given.length() : end;
    }
    return at;
  }

  private int afterName(int start) {
    int at = start;
    if (isPart(at) && Character.isJavaIdentifierStart(given.charAt(at))) {
      while (isPart(at)) {
        at++;
      }
    }
    return at;
  }

  private boolean isPart(int at) {
    return at >= 0 && at < given.length() && Character.isJavaIdentifierPart(given.charAt(at));
  }

  private boolean isColon(int at) {
    return at >= 0 && given.charAt(at) == ':';
  }
}
