package dev.flowguard.rules.provenance;

/**
 * Tells nearly all grams that are not known from those that may be, with one look at memory: a
 * Bloom filter whose three bits for a gram stand in one word (Putze, Sanders, Singler: Cache-,
 * Hash- and Space-Efficient Bloom Filters). One for all that is known, small enough to stay in the
 * cache of a core. Not thread-safe; the owner locks.
 *
 * @see <a href="https://doi.org/10.1145/1498698.1594230">doi:10.1145/1498698.1594230</a>
 */
final class HotFilter {
  private static final int BITS_PER_ENTRY = 16;
  private static final int MOST_WORDS = 1 << 19; // 4 MiB
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final long[] words;
  private final int shift;
  private final int room;

  /** An empty one, with room for so many entries if that is not too much. */
  HotFilter(long entries) {
    int log = 10;
    while (1 << log < MOST_WORDS && (64L << log) / BITS_PER_ENTRY < entries) {
      log++;
    }
    words = new long[1 << log];
    shift = 64 - log;
    room = (int) ((64L << log) / BITS_PER_ENTRY);
  }

  HotFilter(HotFilter other) {
    words = other.words.clone();
    shift = other.shift;
    room = other.room;
  }

  /** Entries for which it is large enough; more of them make it less sharp, never wrong. */
  int room() {
    return words.length == MOST_WORDS ? Integer.MAX_VALUE : room;
  }

  long bytes() {
    return words.length * 8L;
  }

  /** Spreads hashes over all values: those of kept grams are small ones. */
  static long mix(long gram) {
    return gram * MIX;
  }

  void add(long gram) {
    addMixed(mix(gram));
  }

  /** Adds a gram of which the upper 45 mixed bits are known. */
  void addMixed(long mixed) {
    words[(int) (mixed >>> shift)] |= bits(mixed);
  }

  /** False if the gram is certainly not known. */
  boolean mayHave(long gram) {
    long mixed = mix(gram);
    long bits = bits(mixed);
    return (words[(int) (mixed >>> shift)] & bits) == bits;
  }

  private static long bits(long mixed) {
    return 1L << (mixed >>> 39) | 1L << (mixed >>> 33) | 1L << (mixed >>> 27);
  }
}
