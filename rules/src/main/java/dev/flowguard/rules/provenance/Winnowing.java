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

  private static final int AROUND = 8;

  private Winnowing() {}

  /** Takes the chosen grams. */
  interface Kept {
    void gram(long hash, int offset, long around);
  }

  static void choose(CanonicalText text, Keyed keyed, Kept kept) {
    int grams = text.length() - Keyed.GRAM + 1;
    if (grams <= 0) {
      return;
    }
    int window = Math.min(grams, text.length() <= SHORT_TEXT ? SHORT_WINDOW : LONG_WINDOW);
    long[] recent = new long[window];
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
      long finished = Keyed.finish(hash);
      recent[gram % window] = finished;
      if (smallest <= gram - window) {
        // The smallest has left the window: look for the next, the last of equals.
        smallest = Math.max(0, gram - window + 1);
        for (int g = smallest; g <= gram; g++) {
          if (Long.compareUnsigned(recent[g % window], recent[smallest % window]) <= 0) {
            smallest = g;
          }
        }
        smallestHash = recent[smallest % window];
      } else if (smallest < 0 || Long.compareUnsigned(finished, smallestHash) <= 0) {
        smallest = gram;
        smallestHash = finished;
      }
      if (gram >= window - 1 && smallest != last) {
        kept.gram(smallestHash, smallest, around(text, smallest, keyed));
        last = smallest;
      }
    }
  }

  /** The eight characters before the gram in the high half, nearest lowest; those after below. */
  private static long around(CanonicalText text, int gram, Keyed keyed) {
    long before = 0;
    long after = 0;
    for (int i = 0; i < AROUND; i++) {
      int b = gram - 1 - i;
      int a = gram + Keyed.GRAM + i;
      before |= (b >= 0 ? (long) keyed.nibble(text.charAt(b)) : 0) << 4 * i;
      after |= (a < text.length() ? (long) keyed.nibble(text.charAt(a)) : 0) << 4 * i;
    }
    return before << 32 | after;
  }

  /** How many characters before this place of a text go on as before the kept gram. */
  static int before(long around, int offset, CanonicalText text, int place, Keyed keyed) {
    int most = Math.min(AROUND, Math.min(offset, place));
    int count = 0;
    while (count < most
        && (around >>> 32 + 4 * count & 15) == keyed.nibble(text.charAt(place - 1 - count))) {
      count++;
    }
    return count;
  }

  /** How many characters after the gram at this place go on as after the kept gram. */
  static int after(long around, CanonicalText text, int place, Keyed keyed) {
    int start = place + Keyed.GRAM;
    int most = Math.min(AROUND, text.length() - start);
    int count = 0;
    while (count < most
        && (around >>> 4 * count & 15) == keyed.nibble(text.charAt(start + count))) {
      count++;
    }
    return count;
  }
}
