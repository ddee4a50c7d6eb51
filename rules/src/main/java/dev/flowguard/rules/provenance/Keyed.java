package dev.flowguard.rules.provenance;

import java.security.SecureRandom;

/**
 * The hash functions of one process, keyed at random: what they give is of no use outside it.
 *
 * <p>Grams are hashed by a polynomial modulo 2^64 over a random table, so that the next position
 * costs one multiplication (Rabin and Karp), and finished by a mixer, because the low bits of a
 * polynomial are weak.
 */
final class Keyed {
  /** Characters of a gram: the shortest run that is found. */
  static final int GRAM = 24;

  private final long[] table = new long[256];

  /** Of each character of {@link #table}: what it is worth when it leaves a gram. */
  private final long[] leavers = new long[256];

  private final long multiplier;
  private final long leaving;
  private final long wide;

  Keyed() {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < table.length; i++) {
      table[i] = random.nextLong();
    }
    multiplier = random.nextLong() | 1;
    wide = random.nextLong() | 1;
    long power = 1;
    for (int i = 0; i < GRAM; i++) {
      power *= multiplier;
    }
    leaving = power;
    for (int i = 0; i < table.length; i++) {
      leavers[i] = leaving * table[i];
    }
  }

  private long value(char c) {
    return c < 256 ? table[c] : (c + 1L) * wide;
  }

  /** Takes one more character in. */
  long roll(long hash, char in) {
    return hash * multiplier + value(in);
  }

  /** Takes one more character in and the oldest of the gram out. */
  long roll(long hash, char in, char out) {
    return hash * multiplier + value(in) - leaving * value(out);
  }

  /**
   * The place in an array of characters below 256 at which a gram ends that a filter lets pass.
   *
   * @param from where it may end at the earliest
   * @return {@code to} if there is none
   */
  int nextGram(byte[] narrow, int from, int to, HotFilter filter) {
    long[] in = table;
    long[] out = leavers;
    long times = multiplier;
    int first = Math.max(from, GRAM - 1);
    if (first >= to) {
      return to;
    }
    long hash = unfinished(narrow, first);
    int at = first;
    while (!filter.mayHave(mix(hash))) {
      if (++at == to) {
        return to;
      }
      hash = hash * times + in[narrow[at] & 0xff] - out[narrow[at - GRAM] & 0xff];
    }
    return at;
  }

  /** The hash of the gram that ends at a place. */
  long gram(byte[] narrow, int last) {
    return finish(unfinished(narrow, last));
  }

  private long unfinished(byte[] narrow, int last) {
    long hash = 0;
    for (int i = last - GRAM + 1; i <= last; i++) {
      hash = hash * multiplier + table[narrow[i] & 0xff];
    }
    return hash;
  }

  static long finish(long hash) {
    long h = mix(hash);
    h ^= h >>> 32;
    return h == 0 ? 1 : h; // zero means an empty place in sets
  }

  /** A hash of which the upper half is finished: all that tables and filters have as a key. */
  private static long mix(long hash) {
    long h = hash ^ hash >>> 32;
    h *= 0xd6e8feb86659fd93L;
    h ^= h >>> 29;
    return h * 0x9e3779b97f4a7c15L;
  }

  /** The hash of a whole text. */
  long hash(CharSequence text) {
    long hash = text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = roll(hash, text.charAt(i));
    }
    return finish(hash);
  }

  /** The hash of a part of an array of ASCII, the same as that of the text. */
  long hash(byte[] ascii, int start, int end) {
    long hash = end - start;
    for (int i = start; i < end; i++) {
      hash = hash * multiplier + table[ascii[i] & 0x7f];
    }
    return finish(hash);
  }

  /** The hash of a part of a text, the same as that of the part alone. */
  long hash(CanonicalText text, int start, int end) {
    byte[] ascii = text.ascii();
    if (ascii != null) {
      return hash(ascii, start, end);
    }
    long hash = end - start;
    for (int i = start; i < end; i++) {
      hash = roll(hash, text.charAt(i));
    }
    return finish(hash);
  }

  /** So many bits of a character, for telling how far a run goes on. */
  int bits(char c, int count) {
    return (int) (value(c) * 0x9e3779b97f4a7c15L >>> 64 - count);
  }
}
