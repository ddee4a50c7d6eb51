package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import java.util.Locale;
import java.util.Set;

/** Tags of HTML, as far as they say what the text behind them is. */
final class Tags {
  /** Tags whose text is a cell, an item, a heading or a control: never by itself a turn. */
  private static final Set<String> ITEMS =
      Set.of("td", "th", "dt", "dd", "li", "option", "a", "button", "label", "h1", "h2", "h3");

  private static final int LONGEST_NAME = 12;

  /** Bytes of a name. */
  private static final int NAME = 48;

  private Tags() {}

  /** True if this tag opens an item of a list, a cell, a heading or a control. */
  static boolean isItem(String text, int tag, Work work) {
    String name = name(text, tag + 1, work);
    return !name.isEmpty() && ITEMS.contains(name);
  }

  /** The name that begins here, in small letters; empty if there is none, or a longer one. */
  static String name(String text, int start, Work work) {
    int end = start;
    int most = Math.min(text.length(), start + LONGEST_NAME);
    while (end < most && isName(text.charAt(end))) {
      end++;
    }
    work.charge(3L * (end - start));
    if (end > start) {
      work.allocate(NAME);
    }
    return end == start || end == most ? "" : text.substring(start, end).toLowerCase(Locale.ROOT);
  }

  private static boolean isName(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }
}
