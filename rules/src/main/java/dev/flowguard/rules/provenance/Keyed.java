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

  static long finish(long hash) {
    long h = hash ^ hash >>> 32;
    h *= 0xd6e8feb86659fd93L;
    h ^= h >>> 29;
    h *= 0x9e3779b97f4a7c15L;
    h ^= h >>> 32;
    return h == 0 ? 1 : h; // zero stands for an empty place in tables
  }

  /** The hash of a whole text. */
  long hash(CharSequence text) {
    long hash = text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = roll(hash, text.charAt(i));
    }
    return finish(hash);
  }

  /** The hash of a part of a text, the same as that of the part alone. */
  long hash(CanonicalText text, int start, int end) {
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
