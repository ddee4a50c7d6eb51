package dev.flowguard.rules.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a database whose values are content, written {@code [schema.]table.column}. A name
 * matches in any case; one in double quotes only as it is written, and may hold any character, a
 * doubled quote included.
 *
 * @param schema null for any schema
 */
public record DeclaredColumn(@Nullable Name schema, Name table, Name column) {
  /**
   * One of its names.
   *
   * @param text without quotes
   * @param isExact true if upper and lower case differ
   */
  public record Name(String text, boolean isExact) {
    /** True if this is the name that a database reports. */
    public boolean matches(String reported) {
      return isExact ? text.equals(reported) : text.equalsIgnoreCase(reported);
    }

    /** As it is declared. */
    @Override
    public String toString() {
      return isExact ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
  }

  /** Why this text declares no column, with the remedy, or null. */
  public static @Nullable String problem(String text) {
    if (text.contains("://") || text.startsWith("jdbc:")) {
      return "write table.column, not the URL of a database";
    }
    List<Name> names = new ArrayList<>();
    String problem = read(text, names);
    if (problem != null) {
      return problem;
    }
    if (names.size() == 1) {
      return "a column is missing: write table.column";
    }
    return names.size() > 3 ? "write schema.table.column, without what is before the schema" : null;
  }

  /**
   * Reads a column.
   *
   * @throws IllegalArgumentException if there is a {@link #problem}
   */
  public static DeclaredColumn parse(String text) {
    String problem = problem(text);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    List<Name> names = new ArrayList<>();
    read(text, names);
    int last = names.size() - 1;
    return new DeclaredColumn(
        last == 2 ? names.get(0) : null, names.get(last - 1), names.get(last));
  }

  private static @Nullable String read(String text, List<Name> names) {
    int at = 0;
    while (true) {
      boolean isExact = at < text.length() && text.charAt(at) == '"';
      StringBuilder name = new StringBuilder();
      if (isExact) {
        at = exact(text, at + 1, name);
        if (at < 0) {
          return "a quote is not closed: write \"table\".\"column\"";
        }
      } else {
        while (at < text.length() && text.charAt(at) != '.') {
          char c = text.charAt(at++);
          String problem = problem(c, text);
          if (problem != null) {
            return problem;
          }
          name.append(c);
        }
      }
      if (name.length() == 0) {
        return "a name is empty: write table.column";
      }
      names.add(new Name(name.toString(), isExact));
      if (at == text.length()) {
        return null;
      }
      if (text.charAt(at) != '.') {
        return "names are separated by '.': write \"table\".\"column\"";
      }
      at++;
    }
  }

  /** Reads to the closing quote; returns the position after it, or -1 without one. */
  private static int exact(String text, int start, StringBuilder name) {
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        if (i + 1 == text.length() || text.charAt(i + 1) != '"') {
          return i + 1;
        }
        i++;
      }
      name.append(c);
    }
    return -1;
  }

  private static @Nullable String problem(char c, String text) {
    if (c == '*' || c == '%') {
      return "names have no wildcards: write each column as a source of its own";
    }
    if (c == '`' || c == '[' || c == ']' || c == '"' || c == '\'') {
      return "a name in quotes is written \"name\", in every database";
    }
    if (Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '#' || c == '@') {
      return null;
    }
    return Character.isSurrogate(c)
        ? null
        : "'" + text + "' is not table.column: put names with other characters in \"quotes\"";
  }

  /**
   * True if this is the column that a database reports.
   *
   * @param schema null or empty if it reports none; then the schema does not matter
   */
  public boolean matches(@Nullable String schema, String table, String column) {
    return matchesTable(schema, table) && this.column.matches(column);
  }

  /**
   * True if the column's table is the one that a database reports.
   *
   * @param schema null or empty if it reports none; then the schema does not matter
   */
  public boolean matchesTable(@Nullable String schema, String table) {
    return this.table.matches(table)
        && (this.schema == null
            || schema == null
            || schema.isEmpty()
            || this.schema.matches(schema));
  }

  /** As it is declared. */
  @Override
  public String toString() {
    return (schema == null ? "" : schema + ".") + table + "." + column;
  }
}
