package dev.flowguard.rules.provenance;

/**
 * Chooses which grams of a text are kept: of each window of grams the one with the smallest lower
 * half of the hash, the last of equals. Every shared run of at least {@code window + 23} characters
 * then shares a kept gram.
 *
 * @see <a href="https://doi.org/10.1145/872757.872770">Schleimer, Wilkerson, Aiken: Winnowing</a>
 */
final class Winnowing {
  /** Window for texts up to {@link #SHORT_TEXT} characters: runs of 31 share a kept gram. */
  static final int SHORT_WINDOW = 8;

  /** Window for longer ones: runs of 39 do. */
  static final int LONG_WINDOW = 16;

  static final int SHORT_TEXT = 2048;

  /** A power of two, not smaller than any window. */
  static final int RING = 16;

  /** Texts of a shorter period repeat themselves. */
  static final int LONGEST_PERIOD = 11;

  /** In place of a hash: of a gram that is not kept. */
  private static final long LEFT = -1;

  private static final long LOWER_HALF = 0xffff_ffffL;

  private Winnowing() {}

  /** True if a gram repeats itself, as {@code aaaa} and {@code hahaha} do. */
  static boolean isRepetitive(CanonicalText text, int gram) {
    for (int period = 1; period <= LONGEST_PERIOD; period++) {
      int at = gram + period;
      while (at < gram + Keyed.GRAM && text.charAt(at) == text.charAt(at - period)) {
        at++;
      }
      if (at == gram + Keyed.GRAM) {
        return true;
      }
    }
    return false;
  }

  /** Takes the chosen grams. */
  interface Kept {
    void gram(long hash, int offset);
  }

  /**
   * Chooses grams of a text.
   *
   * @param left parts of which nothing is kept: grams that lie wholly in one are never chosen
   * @param recent {@value #RING} places to work in
   */
  static void choose(CanonicalText text, Spans left, Keyed keyed, long[] recent, Kept kept) {
    int grams = text.length() - Keyed.GRAM + 1;
    if (grams <= 0) {
      return;
    }
    int window = Math.min(grams, isLong(text) ? LONG_WINDOW : SHORT_WINDOW);
    long hash = 0;
    int smallest = -1;
    long smallestHash = 0;
    int last = -1;
    for (int i = 0; i < text.length(); i++) {
      hash =
          i < Keyed.GRAM
              ? keyed.roll(hash, text.charAt(i))
              : keyed.roll(hash, text.charAt(i), text.charAt(i - Keyed.GRAM));
      int gram = i - Keyed.GRAM + 1;
      if (gram < 0) {
        continue;
      }
      boolean isLeft = gram < left.end() && left.covers(gram, gram + Keyed.GRAM);
      long finished = isLeft ? LEFT : Keyed.finish(hash);
      recent[gram & RING - 1] = finished;
      if (smallest <= gram - window) {
        // The smallest has left the window: look for the next, the last of equals.
        smallest = Math.max(0, gram - window + 1);
        for (int g = smallest; g <= gram; g++) {
          if (rank(recent[g & RING - 1]) <= rank(recent[smallest & RING - 1])) {
            smallest = g;
          }
        }
        smallestHash = recent[smallest & RING - 1];
      } else if (smallest < 0 || rank(finished) <= rank(smallestHash)) {
        smallest = gram;
        smallestHash = finished;
      }
      if (gram >= window - 1 && smallest != last && smallestHash != LEFT) {
        kept.gram(smallestHash, smallest);
        last = smallest;
      }
    }
  }

  /** By the lower half: the upper one, which is a key in tables, must not be small in all. */
  private static long rank(long hash) {
    return hash == LEFT ? LOWER_HALF + 1 : hash & LOWER_HALF;
  }

  /** How many grams of a text are kept in most cases, or a few more: two of a window and one. */
  static int expected(CanonicalText text) {
    int window = isLong(text) ? LONG_WINDOW : SHORT_WINDOW;
    int grams = Math.max(0, text.length() - Keyed.GRAM + 1);
    return 4 + (int) (2L * grams / window);
  }

  /** True for texts whose kept grams are further apart. */
  static boolean isLong(CanonicalText text) {
    return text.length() > SHORT_TEXT;
  }
}
