package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Work;
import java.util.Locale;
import java.util.Set;

/**
 * A text without what programs write before each of its lines: numbers of lines ({@code 12 | },
 * {@code 12: }, {@code L12 }), times, levels, threads and names of loggers or containers. Such
 * prefixes part the words of a text that was cut into lines.
 *
 * <p>Signs alone ({@code > }, {@code // }, {@code +}) are no letters and part no words. Numbers
 * behind which a point or a parenthesis is are of items, and stay: they say that the text is a
 * list.
 */
final class LinePrefixDecoder implements Decoder {
  private static final int FEWEST_LINES = 3;

  /** Lines without a prefix in a row, among those with one. */
  private static final int MOST_OTHERS = 3;

  private static final int LONGEST_PREFIX = 120;
  private static final int MOST_PIECES = 8;
  private static final int LONGEST_BRACKET = 48;
  private static final int LONGEST_NAME = 60;
  private static final int LONGEST_NUMBER = 7;
  private static final int LONGEST_LEVEL = 8;

  /** Digits of a time of day. */
  private static final int FEWEST_TIME_DIGITS = 4;

  /** Of a line, of a character of its beginning, and of one that is copied. */
  private static final int LINE_STEPS = 8;

  private static final int PREFIX_STEPS = 6;

  private static final int COPY_STEPS = 3;

  /** What a number, a time and each of the levels may begin with. */
  private static final String BEGINNINGS = "0123456789[(<lLtTdDiInNwWeEfFsScC";

  private static final Set<String> LEVELS =
      Set.of(
          "trace",
          "debug",
          "info",
          "notice",
          "warn",
          "warning",
          "error",
          "err",
          "fatal",
          "severe",
          "critical",
          "crit",
          "fine",
          "finer",
          "finest",
          "config",
          "stdout",
          "stderr");

  private static final Signs SIGNS = Signs.anyOf("\n");

  @Override
  public Signs signs() {
    return SIGNS;
  }

  /** As many lines begin like a prefix as must have one. */
  @Override
  public boolean mayOpen(CharSequence value, Outline seen) {
    int lines = 0;
    int start = 0;
    for (int i = 0; i <= value.length(); i++) {
      if (i == value.length() || value.charAt(i) == '\n') {
        lines += mayBegin(value, start, i) ? 1 : 0;
        start = i + 1;
      }
    }
    return lines >= FEWEST_LINES;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null || text.indexOf('\n') < 0) {
      return false;
    }
    StringBuilder shown = to.scratch(0);
    Block block = new Block(shown);
    String before = "";
    int start = 0;
    while (start < text.length()) {
      int end = lineEnd(text, start);
      to.work().charge((long) LINE_STEPS + end - start);
      int from = mayBegin(text, start, end) ? prefixEnd(text, start, end, to.work()) : start;
      if (from > start) {
        int named = nameEnd(text, from, end);
        if (named > 0) {
          String name = text.substring(from, named);
          boolean isSame = name.equals(before) || isBegun(text, end, name, to.work());
          before = name;
          from = isSame ? named : from;
        }
        block.begin();
      }
      if (block.takes(from > start)) {
        to.work().charge((long) COPY_STEPS * (end - from));
        shown.append(text, from, end);
      }
      start = end;
    }
    block.end();
    if (!shown.isEmpty() && to.decoded(shown.length())) {
      to.add(part.innerText("lines", shown.toString()));
    }
    return false;
  }

  /** Lines with prefixes, and the few between them that have none. */
  private static final class Block {
    private final StringBuilder shown;
    private int start = -1;
    private int prefixed;
    private int others;

    Block(StringBuilder shown) {
      this.shown = shown;
    }

    void begin() {
      if (start < 0) {
        start = shown.length();
        prefixed = 0;
      }
    }

    /** True if the next line is a part of it. */
    boolean takes(boolean hasPrefix) {
      if (start < 0) {
        return false;
      }
      others = hasPrefix ? 0 : others + 1;
      prefixed += hasPrefix ? 1 : 0;
      if (others > MOST_OTHERS) {
        end();
        return false;
      }
      return true;
    }

    /** What has too few lines with prefixes is none. */
    void end() {
      if (start >= 0 && prefixed < FEWEST_LINES) {
        shown.setLength(start);
      }
      start = -1;
      others = 0;
    }
  }

  private static boolean mayBegin(CharSequence text, int start, int end) {
    int at = marksEnd(text, start, Math.min(end, start + LONGEST_PREFIX));
    return at < end && BEGINNINGS.indexOf(text.charAt(at)) >= 0;
  }

  /** The same as below, charged. */
  private static int prefixEnd(String text, int start, int end, Work work) {
    work.charge(steps(start, end));
    return prefixEnd(text, start, end);
  }

  /** Behind the line break. */
  private static int lineEnd(String text, int start) {
    int end = text.indexOf('\n', start);
    return end < 0 ? text.length() : end + 1;
  }

  private static int steps(int start, int end) {
    return LINE_STEPS + PREFIX_STEPS * Math.min(end - start, LONGEST_PREFIX);
  }

  /** Behind what a program wrote before a line; its start where that is nothing with letters. */
  private static int prefixEnd(String text, int start, int end) {
    int most = Math.min(end, start + LONGEST_PREFIX);
    int last = start;
    int at = marksEnd(text, start, most);
    for (int i = 0; i < MOST_PIECES; i++) {
      int next = timeEnd(text, at, most);
      next = next == at && last == start ? numberEnd(text, at, most) : next;
      next = next == at ? levelEnd(text, at, most) : next;
      next = next == at && last > start ? bracketEnd(text, at, most) : next;
      if (next == at) {
        break;
      }
      at = marksEnd(text, next, most);
      last = at;
    }
    return last;
  }

  private static int marksEnd(CharSequence text, int start, int end) {
    int at = start;
    while (at < end && " \t>|+-*#/;:,→│┃".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  /** {@code 12}, {@code L12}, {@code [12]}, behind which is a sign or white space. */
  private static int numberEnd(String text, int start, int end) {
    int at = start;
    boolean isInBrackets = at < end && text.charAt(at) == '[';
    at += isInBrackets || at < end && (text.charAt(at) == 'L' || text.charAt(at) == 'l') ? 1 : 0;
    int first = at;
    while (at < end && isDigit(text.charAt(at))) {
      at++;
    }
    if (at == first || at - first > LONGEST_NUMBER || at >= end) {
      return start;
    }
    char next = text.charAt(at);
    if (isInBrackets) {
      return next == ']' ? at + 1 : start;
    }
    return " \t:|→│-+>\n\r".indexOf(next) >= 0 ? at : start;
  }

  /** A date, a time or both, in brackets or not. */
  private static int timeEnd(String text, int start, int end) {
    int at = start < end && text.charAt(start) == '[' ? start + 1 : start;
    int digits = 0;
    boolean isTime = false;
    int last = at;
    while (at < end) {
      char c = text.charAt(at);
      if (isDigit(c)) {
        digits++;
        last = at + 1;
      } else if (c == ':' || c == '-' || c == '/' || c == '.') {
        isTime |= c != '.' && digits > 0 && at + 1 < end && isDigit(text.charAt(at + 1));
      } else if (c == 'Z' && last == at) {
        last = at + 1;
      } else if (c == ' ' ? digits < FEWEST_TIME_DIGITS : ",T+".indexOf(c) < 0) {
        break;
      } else if (c == ' ' && !isTimeNext(text, at + 1, end)) {
        break;
      }
      at++;
    }
    if (!isTime || digits < FEWEST_TIME_DIGITS || last >= end) {
      return start;
    }
    if (text.charAt(start) == '[') {
      return text.charAt(last) == ']' ? last + 1 : start;
    }
    return Character.isLetterOrDigit(text.charAt(last)) ? start : last;
  }

  /** Two digits and a colon. */
  private static boolean isTimeNext(String text, int at, int end) {
    return at + 2 < end
        && isDigit(text.charAt(at))
        && isDigit(text.charAt(at + 1))
        && text.charAt(at + 2) == ':';
  }

  private static int levelEnd(String text, int start, int end) {
    int from = start < end && "[(<".indexOf(text.charAt(start)) >= 0 ? start + 1 : start;
    int at = from;
    while (at < end && at - from <= LONGEST_LEVEL && isLetter(text.charAt(at))) {
      at++;
    }
    boolean isEnd = at < end && " \t:|])>-\n".indexOf(text.charAt(at)) >= 0;
    if (at == from
        || !isEnd
        || !LEVELS.contains(text.substring(from, at).toLowerCase(Locale.ROOT))) {
      return start;
    }
    return from > start ? at + 1 : at;
  }

  /** A thread, a request or a place in brackets. */
  private static int bracketEnd(String text, int start, int end) {
    if (start >= end || text.charAt(start) != '[') {
      return start;
    }
    int most = Math.min(end, start + LONGEST_BRACKET);
    int at = start;
    while (at < most && text.charAt(at) != ']') {
      at++;
    }
    return at < most ? at + 1 : start;
  }

  /** Behind a name and its sign, such as {@code c.example.Shop - }; -1 if there is none. */
  private static int nameEnd(String text, int start, int end) {
    int most = Math.min(end - 1, start + LONGEST_NAME);
    int at = start;
    while (at < most && text.charAt(at) > ' ' && text.charAt(at) != ':') {
      at++;
    }
    int sign = at;
    while (sign < most && text.charAt(sign) == ' ') {
      sign++;
    }
    boolean isSign =
        at > start && sign < most && ":-|".indexOf(text.charAt(sign)) >= 0 && sign + 1 < end;
    return isSign && text.charAt(sign + 1) == ' ' ? sign + 2 : -1;
  }

  /** True if the next line has the same name behind its prefix. */
  private static boolean isBegun(String text, int start, String name, Work work) {
    int end = start < text.length() ? lineEnd(text, start) : start;
    int from = start < text.length() ? prefixEnd(text, start, end, work) : start;
    return from > start && text.startsWith(name, from);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }
}
