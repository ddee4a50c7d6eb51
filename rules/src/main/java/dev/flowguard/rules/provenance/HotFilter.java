package dev.flowguard.rules.provenance;

import java.util.Arrays;

/**
 * Tells nearly all grams that are not known from those that may be, with one look at memory: a
 * Bloom filter whose three bits for a gram are in one word (Putze, Sanders, Singler: Cache-, Hash-
 * and Space-Efficient Bloom Filters). One for all that is known, small enough to stay in the cache
 * of a core. Not thread-safe; the owner locks.
 *
 * @see <a href="https://doi.org/10.1145/1498698.1594230">doi:10.1145/1498698.1594230</a>
 */
final class HotFilter {
  private static final int BITS_PER_ENTRY = 16;

  /** As many for each partition of tables, at least one. */
  private static final int FEWEST_WORDS = GramTable.PARTITIONS;

  private static final int MOST_WORDS = 1 << 20; // 8 MiB
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final long[] words;

  /** An empty one, with room for so many entries if that is not too much. */
  HotFilter(long entries) {
    words = new long[words(entries)];
  }

  HotFilter(HotFilter other) {
    words = other.words.clone();
  }

  /** Entries for which it is large enough; more of them make it less sharp, never wrong. */
  int room() {
    return words.length == MOST_WORDS
        ? Integer.MAX_VALUE
        : words.length * Long.SIZE / BITS_PER_ENTRY;
  }

  /** True if it is more than twice as large as so many entries need. */
  boolean isTooLargeFor(long entries) {
    return words.length > 2 * words(entries);
  }

  private static int words(long entries) {
    long each = entries * BITS_PER_ENTRY / Long.SIZE / FEWEST_WORDS + 1;
    return (int) Math.min(each * FEWEST_WORDS, MOST_WORDS);
  }

  /** Takes everything out that is in this partition of tables, which has words of its own. */
  void clear(int partition) {
    int each = words.length / GramTable.PARTITIONS;
    Arrays.fill(words, partition * each, (partition + 1) * each, 0);
  }

  long bytes() {
    return words.length * 8L;
  }

  void add(long gram) {
    addKey(GramTable.key(gram));
  }

  /** Adds a gram of which no more than the {@linkplain GramTable#key key} is known. */
  void addKey(int key) {
    words[word(key)] |= bits(key);
  }

  /** False if the gram is certainly not known. */
  boolean mayHave(long gram) {
    int key = GramTable.key(gram);
    long bits = bits(key);
    return (words[word(key)] & bits) == bits;
  }

  private int word(int key) {
    return (int) ((long) key * words.length >>> GramTable.KEY_BITS);
  }

  private static long bits(int key) {
    long mixed = key * MIX;
    return 1L << (mixed >>> 58) | 1L << (mixed >>> 52) | 1L << (mixed >>> 46);
  }
}
