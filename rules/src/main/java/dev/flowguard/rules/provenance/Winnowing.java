package dev.flowguard.rules.provenance;

/**
 * Chooses which grams of a text are kept: of each window of grams the one with the smallest hash,
 * the last of equals. Every shared run of at least {@code window + 23} characters then shares a
 * kept gram.
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
  private static final int RING = 16;

  /** Bits of each side of a kept gram by which a run is known to go on. */
  private static final int SIDE_BITS = 32;

  /** Texts of a shorter period repeat themselves. */
  static final int LONGEST_PERIOD = 11;

  /** Larger than any hash: of a gram that is not kept. */
  private static final long LEFT = -1;

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
    void gram(long hash, int offset, long around);
  }

  /**
   * Chooses grams of a text.
   *
   * @param left parts of which nothing is kept: grams that lie wholly in one are never chosen
   */
  static void choose(CanonicalText text, Spans left, Keyed keyed, Kept kept) {
    int grams = text.length() - Keyed.GRAM + 1;
    if (grams <= 0) {
      return;
    }
    int window = Math.min(grams, isLong(text) ? LONG_WINDOW : SHORT_WINDOW);
    long[] recent = new long[RING];
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
          if (Long.compareUnsigned(recent[g & RING - 1], recent[smallest & RING - 1]) <= 0) {
            smallest = g;
          }
        }
        smallestHash = recent[smallest & RING - 1];
      } else if (smallest < 0 || Long.compareUnsigned(finished, smallestHash) <= 0) {
        smallest = gram;
        smallestHash = finished;
      }
      if (gram >= window - 1 && smallest != last && smallestHash != LEFT) {
        kept.gram(smallestHash, smallest, around(text, smallest, keyed, bits(isLong(text))));
        last = smallest;
      }
    }
  }

  /**
   * What stands around a kept gram, as a few bits of each character: before it in the high half,
   * nearest lowest, after it in the low half. A run may begin or end a window less one away from
   * its outermost kept gram, so in long texts there are more characters of fewer bits.
   */
  private static long around(CanonicalText text, int gram, Keyed keyed, int bits) {
    long before = 0;
    long after = 0;
    for (int i = 0; i < SIDE_BITS / bits; i++) {
      int b = gram - 1 - i;
      int a = gram + Keyed.GRAM + i;
      before |= (b >= 0 ? (long) keyed.bits(text.charAt(b), bits) : 0) << bits * i;
      after |= (a < text.length() ? (long) keyed.bits(text.charAt(a), bits) : 0) << bits * i;
    }
    return before << SIDE_BITS | after;
  }

  /** True for texts whose kept grams are further apart. */
  static boolean isLong(CanonicalText text) {
    return text.length() > SHORT_TEXT;
  }

  private static int bits(boolean isLong) {
    return isLong ? 2 : 4;
  }

  /** How many characters before this place of a text go on as before the kept gram. */
  static int before(
      long around, int offset, CanonicalText text, int place, Keyed keyed, boolean isLong) {
    int bits = bits(isLong);
    int most = Math.min(SIDE_BITS / bits, Math.min(offset, place));
    int count = 0;
    while (count < most
        && (around >>> SIDE_BITS + bits * count & (1 << bits) - 1)
            == keyed.bits(text.charAt(place - 1 - count), bits)) {
      count++;
    }
    return count;
  }

  /** How many characters after the gram at this place go on as after the kept gram. */
  static int after(long around, CanonicalText text, int place, Keyed keyed, boolean isLong) {
    int bits = bits(isLong);
    int start = place + Keyed.GRAM;
    int most = Math.min(SIDE_BITS / bits, text.length() - start);
    int count = 0;
    while (count < most
        && (around >>> bits * count & (1 << bits) - 1)
            == keyed.bits(text.charAt(start + count), bits)) {
      count++;
    }
    return count;
  }
}
