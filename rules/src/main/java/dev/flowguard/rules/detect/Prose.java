package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import org.jspecify.annotations.Nullable;

/** Whether a text is of the length and form of something that a person or an assistant says. */
final class Prose {
  /** Letters of the shortest sentence that counts, and its words. */
  private static final int SHORTEST = 24;

  private static final int FEWEST_WORDS = 5;

  /** Letters of a script without spaces that say as much as a word. */
  private static final int IDEOGRAPHS = 2;

  /** Characters that are looked at. */
  private static final int SEEN = 1_000;

  private Prose() {}

  static boolean isProse(Leaf.@Nullable Text leaf, Work work) {
    return leaf != null && words(leaf.value(), work) >= FEWEST_WORDS && isLong(leaf.value());
  }

  private static boolean isLong(String text) {
    return text.length() >= SHORTEST || text.charAt(0) > 0x3000 && 2 * text.length() >= SHORTEST;
  }

  /** Words of a text, as far as it is looked at. */
  static int words(String text, Work work) {
    int end = Math.min(text.length(), SEEN);
    work.charge(end);
    int words = 0;
    int ideographs = 0;
    boolean isIn = false;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean isWord = Character.isLetterOrDigit(c);
      words += isWord && !isIn ? 1 : 0;
      ideographs += c > 0x3000 && isWord ? 1 : 0;
      isIn = isWord || isIn && c > ' ';
    }
    return words + ideographs / IDEOGRAPHS;
  }

  /** Where sentences or lines end inside a text: nought for a single question or a name. */
  static int breaks(String text, Work work) {
    int end = Math.min(text.length(), SEEN);
    work.charge(end);
    int breaks = 0;
    for (int i = 1; i + 1 < end; i++) {
      char c = text.charAt(i);
      boolean isEnd = (c == '.' || c == '?' || c == '!') && text.charAt(i + 1) <= ' ';
      isEnd |= c == '。' || c == '？' || c == '！' || c == '\n';
      breaks += isEnd && Character.isLetterOrDigit(text.charAt(i - 1)) ? 1 : 0;
    }
    return breaks;
  }
}
