package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import java.util.Locale;
import java.util.Set;

/**
 * Turns as rows of a table with a head: CSV, TSV and the like (RFC 4180 for quotes), and tables of
 * Markdown, whose head names a column for the speaker and one for what is said.
 */
final class TurnTable {
  private static final Set<String> SPEAKERS =
      Set.of("role", "speaker", "sender", "author", "from", "message_type", "messagetype");

  private static final Set<String> SAID = Set.of("content", "text", "message", "utterance");

  private static final int LONGEST_HEAD = 240;
  private static final int LONGEST_ROLE = 16;

  /** As long as {@code role,text}. */
  private static final int SHORTEST_HEAD = 9;

  /** Bytes of a cell. */
  private static final int CELL = 64;

  /** Bytes of looking at a table. */
  private static final int TABLE = 320;

  private final String text;
  private final Work work;
  private final Sequence turns;
  private char separator;
  private int column = -1;

  private TurnTable(String text, Work work) {
    this.text = text;
    this.work = work;
    this.turns = new Sequence(work);
    turns.begin(text);
  }

  static boolean isConversation(String text, Work work) {
    int end = text.indexOf('\n');
    if (end < SHORTEST_HEAD || end > LONGEST_HEAD) {
      return false;
    }
    work.allocate(TABLE);
    TurnTable table = new TurnTable(text, work);
    int rows = table.head();
    return rows >= 0 && table.rows(rows);
  }

  /** Reads the head and returns where it ends; -1 if there is none. */
  private int head() {
    int most = Math.min(text.length(), LONGEST_HEAD);
    boolean hasSaid = false;
    int index = 0;
    int start = 0;
    for (int i = 0; i < most; i++) {
      char c = text.charAt(i);
      boolean isEnd = c == '\n';
      if (separator == 0 && (c == ',' || c == '\t' || c == ';' || c == '|')) {
        separator = c;
      }
      if (isEnd || c == separator && separator != 0) {
        work.allocate(4L * (i - start) + CELL);
        String name = cell(start, i).toLowerCase(Locale.ROOT);
        column = SPEAKERS.contains(name) ? index : column;
        hasSaid |= SAID.contains(name);
        index++;
        start = i + 1;
      } else if (!(Character.isLetterOrDigit(c) || "_ -\"'\r.#\ufeff".indexOf(c) >= 0)) {
        return -1;
      }
      if (isEnd) {
        return column >= 0 && hasSaid ? i + 1 : -1;
      }
    }
    return -1;
  }

  private boolean rows(int first) {
    work.charge(text.length());
    boolean isQuoted = false;
    int row = first;
    int cell = first;
    int index = 0;
    for (int i = first; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        isQuoted = !isQuoted;
      } else if (!isQuoted && (c == separator || c == '\n')) {
        if (index == column) {
          note(row, cell, i);
        }
        index++;
        cell = i + 1;
        if (c == '\n') {
          index = 0;
          row = i + 1;
        }
      }
    }
    if (index == column) {
      note(row, cell, text.length());
    }
    return turns.isConversation();
  }

  private void note(int row, int start, int end) {
    if (end - start > LONGEST_ROLE || end == start) {
      return;
    }
    work.allocate(4L * (end - start) + CELL);
    String cell = cell(start, end);
    if (isRule(cell)) {
      return;
    }
    Speaker speaker = Speaker.ofRole(cell);
    if (speaker == null) {
      turns.other(false);
    } else {
      turns.mark(speaker, row, column == 0 ? end : row, false);
    }
  }

  /** True for the line below the head of a table in Markdown. */
  private static boolean isRule(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      if (cell.charAt(i) != '-' && cell.charAt(i) != ':') {
        return false;
      }
    }
    return !cell.isEmpty();
  }

  /** A cell without its quotes. */
  private String cell(int start, int end) {
    String cell = text.substring(start, end).replace("\ufeff", "").strip();
    boolean isQuoted = cell.length() > 1 && cell.startsWith("\"") && cell.endsWith("\"");
    return isQuoted ? cell.substring(1, cell.length() - 1) : cell;
  }
}
