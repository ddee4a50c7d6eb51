package dev.flowguard.rules.provenance;

/**
 * A few keyed bits of each character of a captured text, in order: of its kept grams and of what is
 * beside them. By these, the length of a run is known and an entry of a table is distinguished from
 * one of another gram, without keeping any text. What is in no kept gram nor beside one is zero,
 * such as the middle of a long id. Never changed. No state.
 */
final class Imprint {
  static final long[] NONE = {};

  /**
   * Bits of each side of a kept gram by which a run is known to go on. A run may begin or end a
   * window less one away from its outermost kept gram, so in long texts there are more characters
   * of fewer bits.
   */
  private static final int SIDE_BITS = 32;

  private Imprint() {}

  /**
   * The imprint of a text.
   *
   * @param offsets of its kept grams, growing
   */
  static long[] of(CanonicalText text, int[] offsets, int grams, Keyed keyed) {
    if (grams == 0) {
      return NONE;
    }
    boolean isLong = Winnowing.isLong(text);
    int log = log(isLong);
    int bits = 1 << log;
    int side = SIDE_BITS >> log;
    int length = Math.min(text.length(), offsets[grams - 1] + Keyed.GRAM + side);
    long[] words = new long[(length + wordMask(log)) >>> wordShift(log)];
    int at = 0;
    for (int i = 0; i < grams; i++) {
      at = Math.max(at, offsets[i] - side);
      int end = Math.min(length, offsets[i] + Keyed.GRAM + side);
      for (; at < end; at++) {
        long few = keyed.bits(text.charAt(at), bits);
        words[at >>> wordShift(log)] |= few << ((at & wordMask(log)) << log);
      }
    }
    return words;
  }

  private static int log(boolean isLong) {
    return isLong ? 1 : 2;
  }

  private static int wordShift(int log) {
    return 6 - log;
  }

  private static int wordMask(int log) {
    return (1 << wordShift(log)) - 1;
  }

  /** The bits of a character; 0 beyond the last kept gram and what is beside it. */
  private static int at(long[] words, int log, int place) {
    int word = place >>> wordShift(log);
    return word < words.length
        ? (int) (words[word] >>> ((place & wordMask(log)) << log)) & (1 << (1 << log)) - 1
        : 0;
  }

  /** True if the gram at this place of a text may be the one at this offset of a captured text. */
  static boolean isGram(Captured captured, int offset, CanonicalText text, int place, Keyed keyed) {
    long[] words = captured.imprint();
    int log = log(captured.isLong());
    for (int i = 0; i < Keyed.GRAM; i++) {
      if (at(words, log, offset + i) != keyed.bits(text.charAt(place + i), 1 << log)) {
        return false;
      }
    }
    return true;
  }

  /** True if the grams at these offsets of two captured texts may be the same. */
  static boolean isSameGram(Captured one, int offset, Captured other, int otherOffset) {
    long[] words = one.imprint();
    long[] otherWords = other.imprint();
    int log = log(one.isLong());
    int otherLog = log(other.isLong());
    // The few bits of a character are the upper ones of more.
    int drop = Math.max(0, (1 << log) - (1 << otherLog));
    int otherDrop = Math.max(0, (1 << otherLog) - (1 << log));
    for (int i = 0; i < Keyed.GRAM; i++) {
      if (at(words, log, offset + i) >>> drop
          != at(otherWords, otherLog, otherOffset + i) >>> otherDrop) {
        return false;
      }
    }
    return true;
  }

  /** How many characters before this place of a text go on as before the kept gram. */
  static int before(Captured captured, int offset, CanonicalText text, int place, Keyed keyed) {
    long[] words = captured.imprint();
    int log = log(captured.isLong());
    int most = Math.min(SIDE_BITS >> log, Math.min(offset, place));
    int count = 0;
    while (count < most
        && at(words, log, offset - 1 - count)
            == keyed.bits(text.charAt(place - 1 - count), 1 << log)) {
      count++;
    }
    return count;
  }

  /** How many characters after the gram at this place go on as after the kept gram. */
  static int after(Captured captured, int offset, CanonicalText text, int place, Keyed keyed) {
    long[] words = captured.imprint();
    int log = log(captured.isLong());
    int start = place + Keyed.GRAM;
    int most = Math.min(SIDE_BITS >> log, text.length() - start);
    int count = 0;
    while (count < most
        && at(words, log, offset + Keyed.GRAM + count)
            == keyed.bits(text.charAt(start + count), 1 << log)) {
      count++;
    }
    return count;
  }
}
