package dev.flowguard.rules.provenance;

/**
 * Fingerprints of one generation: an open-addressed table. Not thread-safe; the owner locks.
 *
 * <p>An entry is a gram's hash, its document, where it stands there, and some bits of the
 * characters before and after it, by which the length of a run is known without keeping any text.
 */
final class GramTable {
  /** Entries with the same hash; more of them say only that the phrase is common. */
  static final int MAX_SAME = 8;

  /** Entries of a gram that repeats itself: it says little, and stands everywhere around itself. */
  static final int MAX_REPETITIVE = 2;

  private static final int STRIDE = 3;

  /** Not one of the low bits, which say where a hash stands. */
  private static final long KEPT_BIT = 1L << 47;

  private static final long ALL = -1L;
  private static final int FEWEST_PLACES = 1 << 10;

  /**
   * For each place hash (0 if empty), document and offset, and what stands around, side by side.
   */
  private long[] slots = new long[STRIDE * FEWEST_PLACES];

  private int places = FEWEST_PLACES;
  private int size;

  int size() {
    return size;
  }

  long bytes() {
    return slots.length * 8L;
  }

  /** True if it has entries, and so many more would make it larger than this many bytes. */
  boolean wouldExceed(long most, int more) {
    long bytes = bytes();
    for (long room = places * 7L / 10; room < (long) size + more; room *= 2) {
      bytes *= 2;
    }
    return size > 0 && bytes > most;
  }

  /**
   * Adds an entry.
   *
   * @param mostSame entries with this hash, above which it is left out
   * @return false if it was left out
   */
  boolean add(long hash, int document, int offset, long around, int mostSame) {
    if (size >= places * 7 / 10) {
      rebuild(places * 2, ALL);
    }
    boolean isAdded = insert(slots, hash, where(document, offset), around, mostSame);
    size += isAdded ? 1 : 0;
    return isAdded;
  }

  private static long where(int document, int offset) {
    return (long) document << 32 | offset & 0xffffffffL;
  }

  /** Puts another document in place of the one at this place, for the same hash. */
  void replace(int place, int document, int offset, long around) {
    slots[place * STRIDE + 1] = where(document, offset);
    slots[place * STRIDE + 2] = around;
  }

  /** Drops every other hash, so that runs twice as long are known in half the room. */
  void thin() {
    rebuild(Math.max(FEWEST_PLACES, places / 2), KEPT_BIT);
  }

  /**
   * Moves the entries to a table of another size, which takes the place of the old one only once it
   * is complete: an error on the way, such as one of memory, changes nothing.
   *
   * @param kept a hash is kept that has one of these bits
   */
  private void rebuild(int newPlaces, long kept) {
    long[] rebuilt = new long[STRIDE * newPlaces];
    int entries = 0;
    for (int i = 0; i < slots.length; i += STRIDE) {
      if (slots[i] != 0
          && (slots[i] & kept) != 0
          && insert(rebuilt, slots[i], slots[i + 1], slots[i + 2], MAX_SAME)) {
        entries++;
      }
    }
    slots = rebuilt;
    places = newPlaces;
    size = entries;
  }

  /** False if there are as many entries with this hash already. */
  private static boolean insert(long[] table, long hash, long where, long around, int mostSame) {
    int mask = table.length / STRIDE - 1;
    int same = 0;
    int at = (int) hash & mask;
    while (table[at * STRIDE] != 0) {
      if (table[at * STRIDE] == hash && ++same == mostSame) {
        return false;
      }
      at = at + 1 & mask;
    }
    table[at * STRIDE] = hash;
    table[at * STRIDE + 1] = where;
    table[at * STRIDE + 2] = around;
    return true;
  }

  /** Puts all hashes into a filter. */
  void addTo(HotFilter filter) {
    for (int i = 0; i < slots.length; i += STRIDE) {
      if (slots[i] != 0) {
        filter.add(slots[i]);
      }
    }
  }

  /** The place of the first entry with this hash, or -1. */
  int first(long hash) {
    return from((int) hash & places - 1, hash);
  }

  /** The place of the next entry with the same hash, or -1. */
  int next(int place) {
    return from(place + 1 & places - 1, slots[place * STRIDE]);
  }

  private int from(int start, long hash) {
    int at = start;
    while (slots[at * STRIDE] != 0) {
      if (slots[at * STRIDE] == hash) {
        return at;
      }
      at = at + 1 & places - 1;
    }
    return -1;
  }

  int document(int place) {
    return (int) (slots[place * STRIDE + 1] >>> 32);
  }

  int offset(int place) {
    return (int) slots[place * STRIDE + 1];
  }

  /** What {@link Winnowing} keeps of the characters around. */
  long around(int place) {
    return slots[place * STRIDE + 2];
  }
}
