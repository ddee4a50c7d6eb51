package dev.flowguard.rules.provenance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Rows of captured tables (CSV and its kin), cell by cell, so that a row is known again when its
 * columns were re-ordered or spread over fields. Not thread-safe; the owner locks.
 *
 * <p>A cell counts if it is rare: if it is in one row of all captured tables, and has more than
 * {@link OrdinaryWords}.
 */
final class Cells {
  static final int SHORTEST = 6;
  static final int LONGEST = 64;

  /** Cells of one row that make it known, and their characters together. */
  static final int FEWEST = 2;

  static final int FEWEST_CHARS = 16;

  private static final int FEWEST_ROWS = 3;
  private static final String DELIMITERS = ";\t|,";

  /** Lines by which a table is told from prose. */
  private static final int LINES_SEEN = 50;

  private static final int[][] NO_COLUMNS = {};

  private final Keys keys;
  private final Parts parts;
  private final GramTable rows;

  Cells(Keys keys, Parts parts) {
    this.keys = keys;
    this.parts = parts;
    this.rows = new GramTable(parts, false);
  }

  Cells(Cells other, Parts parts) {
    this.keys = other.keys;
    this.parts = parts;
    this.rows = new GramTable(other.rows, parts);
  }

  boolean isEmpty() {
    return rows.size() == 0;
  }

  GramTable table() {
    return rows;
  }

  /** Takes in the cells of a text if it is a table. */
  void add(String text, Captured captured) {
    char delimiter = delimiter(text);
    if (delimiter == 0) {
      return;
    }
    CanonicalText cell = new CanonicalText();
    Parts.Cursor cursor = new Parts.Cursor(parts, captured);
    int row = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      row++;
      if (row == 1 && isHead(line)) {
        continue;
      }
      for (int start = 0; start <= line.length(); ) {
        int end = line.indexOf(delimiter, start);
        end = end < 0 ? line.length() : end;
        cell.clear();
        cell.append(line.substring(start, end));
        if (cell.length() >= SHORTEST && cell.length() <= LONGEST) {
          long hash = keys.get().hash(cell, 0, cell.length());
          int place = row & Parts.CHUNK - 1;
          captured.entries += rows.add(hash, cursor.part(row), place, GramTable.MAX_SAME) ? 1 : 0;
        }
        start = end + 1;
      }
    }
  }

  /** Column names say nothing of anybody. */
  private static boolean isHead(String line) {
    return line.chars().noneMatch(Character::isDigit);
  }

  /** The delimiter of a table, or 0. */
  private static char delimiter(String text) {
    if (rows(text, NO_COLUMNS) < FEWEST_ROWS) {
      return 0;
    }
    int[][] columns = new int[LINES_SEEN][DELIMITERS.length()];
    int rows = rows(text, columns);
    for (int i = 0; i < DELIMITERS.length(); i++) {
      int same = 0;
      for (int row = 0; row < rows; row++) {
        same += columns[row][i] == columns[0][i] ? 1 : 0;
      }
      // Commas are common in prose too, so they need more columns.
      if (columns[0][i] >= (DELIMITERS.charAt(i) == ',' ? 3 : 2) && same * 10 >= rows * 9) {
        return DELIMITERS.charAt(i);
      }
    }
    return 0;
  }

  /**
   * Lines that are not blank, as far as they are looked at.
   *
   * @param columns takes for each of them how many columns it has by each delimiter; where there is
   *     no room for any, lines are counted until there are enough for a table
   */
  private static int rows(String text, int[][] columns) {
    int most = columns.length == 0 ? FEWEST_ROWS : columns.length;
    int rows = 0;
    for (int start = 0; start < text.length() && rows < most; ) {
      int end = start;
      boolean isBlank = true;
      while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
        isBlank &= Character.isWhitespace(text.charAt(end));
        end++;
      }
      if (!isBlank) {
        if (columns.length > 0) {
          count(text, start, end, columns[rows]);
        }
        rows++;
      }
      start = end + 1;
    }
    return rows;
  }

  private static void count(String line, int start, int end, int[] columns) {
    Arrays.fill(columns, 1);
    for (int i = start; i < end; i++) {
      int delimiter = DELIMITERS.indexOf(line.charAt(i));
      if (delimiter >= 0) {
        columns[delimiter]++;
      }
    }
  }

  /**
   * A place of the row that a cell is in, if it is in one only; of copies of a table, the one that
   * was seen last counts.
   *
   * @return a place of {@link #table}, or -1
   */
  int rowOf(long cellHash) {
    return rowOf(cellHash, captured -> true);
  }

  /** The same, if the table is meant, or a copy of it. */
  int rowOf(long cellHash, Predicate<Captured> isMeant) {
    int one = -1;
    int found = -1;
    for (int at = rows.first(cellHash); at >= 0; at = rows.next(at)) {
      Captured now = rows.document(at);
      if (one >= 0) {
        Captured before = rows.document(one);
        if (before == now ? rows.offset(at) != rows.offset(one) : !isCopy(before, now)) {
          return -1;
        }
      }
      one = at;
      if (isMeant.test(now) && (found < 0 || now.id() > rows.document(found).id())) {
        found = at;
      }
    }
    return found;
  }

  private static boolean isCopy(Captured one, Captured other) {
    return one.family() == other.family();
  }

  /** True for what may part two cells. */
  static boolean isBetween(char c) {
    return c == '\n' || DELIMITERS.indexOf(c) >= 0;
  }

  /** The pieces of a value that may be cells. */
  static List<String> pieces(String value) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= value.length(); i++) {
      if (i == value.length() || isBetween(value.charAt(i))) {
        if (i - start >= SHORTEST) {
          pieces.add(value.substring(start, i));
        }
        start = i + 1;
      }
    }
    return pieces;
  }
}
