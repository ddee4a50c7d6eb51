package dev.flowguard.rules.detect;

import java.util.ArrayList;
import java.util.List;

/**
 * The first line of a text that is a table: CSV, TSV and the like (RFC 4180 for quotes), or a table
 * of Markdown. Names what is in each column below it.
 */
final class TableHead {
  private static final int LONGEST_HEAD = 1_024;
  private static final int MOST_COLUMNS = 64;
  private static final int LONGEST_NAME = 40;
  private static final int MOST_WORDS = 3;

  /** Rows that are looked at for whether they have as many cells as the head. */
  private static final int ROWS = 2;

  /** Characters of a row before a cell whose column is asked for. */
  static final int LONGEST_ROW = 2_048;

  private final String text;
  private final char separator;
  private final List<String> names;
  private final int end;

  private TableHead(String text, char separator, List<String> names, int end) {
    this.text = text;
    this.separator = separator;
    this.names = names;
    this.end = end;
  }

  /** Reads the first line; the names are none where the text is not a table. */
  static TableHead of(String text) {
    int most = Math.min(text.length(), LONGEST_HEAD);
    int end = 0;
    while (end < most && text.charAt(end) != '\n') {
      end++;
    }
    TableHead none = new TableHead(text, ',', List.of(), text.length());
    if (end == most) {
      return none;
    }
    char separator = separator(text, end);
    List<String> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= end && separator != 0; i++) {
      if (i == end || text.charAt(i) == separator) {
        String name = text.substring(start, i).replace('"', ' ').strip();
        start = i + 1;
        names.add(name);
        if (!isName(name) || names.size() > MOST_COLUMNS) {
          return none;
        }
      }
    }
    TableHead head = new TableHead(text, separator, names, end);
    return head.hasRows() ? head : none;
  }

  /**
   * True if what follows has as many cells: one row below three names and more, two below two, as
   * any two lines may have a comma each.
   */
  private boolean hasRows() {
    if (names.size() < 2) {
      return false;
    }
    int rows = 0;
    int start = end + 1;
    while (rows < ROWS && start < text.length()) {
      int row = rowEnd(start);
      if (row < 0 || cells(start, row) != names.size()) {
        return false;
      }
      rows++;
      start = row + 1;
    }
    return rows > 0 && (rows == ROWS || names.size() > ROWS);
  }

  /** The end of a line; -1 if it is too long. */
  private int rowEnd(int start) {
    int most = Math.min(text.length(), start + LONGEST_ROW);
    int at = start;
    while (at < most && text.charAt(at) != '\n') {
      at++;
    }
    return at == most && most < text.length() ? -1 : at;
  }

  private int cells(int start, int end) {
    int cells = 1;
    boolean isQuoted = false;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      isQuoted ^= c == '"';
      cells += c == separator && !isQuoted ? 1 : 0;
    }
    return cells;
  }

  /** The sign that parts the names: the first of those that do. */
  private static char separator(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c == ',' || c == ';' || c == '\t' || c == '|') {
        return c;
      }
    }
    return 0;
  }

  /** A few words; a row of values has numbers. */
  private static boolean isName(String name) {
    int digits = 0;
    int spaces = 0;
    for (int i = 0; i < name.length(); i++) {
      digits += Digits.value(name, i) >= 0 ? 1 : 0;
      spaces += name.charAt(i) == ' ' ? 1 : 0;
    }
    boolean isNumber = digits > 0 && 2 * digits >= name.length();
    return name.length() <= LONGEST_NAME && spaces < MOST_WORDS && !isNumber;
  }

  /** The name of the column of the cell that is at this place; empty where there is none. */
  String nameAt(int place) {
    if (names.isEmpty() || place <= end) {
      return "";
    }
    int start = place;
    int least = Math.max(end, place - LONGEST_ROW);
    while (start > least && text.charAt(start - 1) != '\n') {
      start--;
    }
    int column = cells(start, place) - 1;
    boolean isRow = start > end && column < names.size();
    return isRow ? names.get(column) : "";
  }
}
