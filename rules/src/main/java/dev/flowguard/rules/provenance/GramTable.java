package dev.flowguard.rules.provenance;

import org.jspecify.annotations.Nullable;

/**
 * Hashes of captured values and the parts of documents that they are in: open-addressed, in small
 * partitions that grow one by one, so that no change copies or allocates much. Not thread-safe; the
 * owner locks.
 *
 * <p>An entry has sixteen bytes: 35 bits of the hash, of which its partition has ten more; the part
 * of the document; the place in that part; and some bits of the characters before and after it, by
 * which the length of a run is known without keeping any text. Entries of documents that are dead
 * are never returned, and go when their partition is swept.
 */
final class GramTable {
  /** Entries with the same hash; more of them say only that the phrase is common. */
  static final int MAX_SAME = 8;

  /** Entries of a gram that repeats itself: it says little, and is everywhere around itself. */
  static final int MAX_REPETITIVE = 2;

  static final int PARTITIONS = 1 << 10;

  /** What an entry takes, with the empty places beside it. */
  static final int ENTRY_BYTES = 21;

  private static final int PARTITION_SHIFT = 54;
  private static final int KEY_SHIFT = 19;
  private static final long KEY = (1L << 35) - 1;
  private static final int KEY_AT = 29;
  private static final int HOME_SHIFT = KEY_AT + 3;
  private static final int PART_AT = 8;
  private static final int PART = (1 << 21) - 1;
  private static final int INDEX_BITS = 21;
  private static final int INDEX = (1 << INDEX_BITS) - 1;
  private static final int DIRECTORY_BYTES = 8 * PARTITIONS;
  private static final int ARRAY_BYTES = 16;

  private static final long[][] NONE = {};
  private static final int[] NO_COUNTS = {};

  private final Parts parts;

  /** True if every other hash of thin documents is dropped. */
  private final boolean isThinned;

  /** For each place what it has (0 if empty) and what is around, side by side. */
  private long[][] partitions = NONE;

  private int[] counts = NO_COUNTS;
  private int size;
  private long bytes;

  GramTable(Parts parts, boolean isThinned) {
    this.parts = parts;
    this.isThinned = isThinned;
  }

  /**
   * A copy.
   *
   * @param parts a copy of those of the other table
   */
  GramTable(GramTable other, Parts parts) {
    this.parts = parts;
    this.isThinned = other.isThinned;
    this.partitions = other.partitions == NONE ? NONE : other.partitions.clone();
    for (int i = 0; i < partitions.length; i++) {
      if (partitions[i] != null) {
        partitions[i] = partitions[i].clone();
      }
    }
    this.counts = other.counts.clone();
    this.size = other.size;
    this.bytes = other.bytes;
  }

  /** Entries, also of documents that died and have not been swept yet. */
  int size() {
    return size;
  }

  long bytes() {
    return bytes;
  }

  /**
   * Adds an entry, in place of a dead one with the same hash if there is any.
   *
   * @param place below {@value Parts#CHUNK}
   * @param mostSame entries with this hash, above which it is left out
   * @return false if it was left out
   */
  boolean add(long hash, int part, int place, long around, int mostSame) {
    if (partitions == NONE) {
      int[] fresh = new int[PARTITIONS];
      partitions = new long[PARTITIONS][];
      counts = fresh;
      bytes += DIRECTORY_BYTES;
    }
    long mixed = HotFilter.mix(hash);
    int partition = (int) (mixed >>> PARTITION_SHIFT);
    long key = mixed >>> KEY_SHIFT & KEY;
    long[] slots = partitions[partition];
    if (slots == null || (counts[partition] + 1) * 16 > slots.length * 7) {
      slots = rebuild(partition);
    }
    int at = home(key << KEY_AT, slots.length / 2);
    int same = 0;
    int dead = -1;
    while (slots[2 * at] != 0) {
      if (slots[2 * at] >>> KEY_AT == key) {
        if (isGone(slots[2 * at])) {
          dead = at;
        } else if (++same == mostSame) {
          return false;
        }
      }
      at = at + 1 == slots.length / 2 ? 0 : at + 1;
    }
    if (dead < 0) {
      counts[partition]++;
      size++;
    } else {
      at = dead;
    }
    slots[2 * at + 1] = around;
    slots[2 * at] = key << KEY_AT | (long) part << PART_AT | place;
    return true;
  }

  /** Order is that of the hashes, so that a partition can be of any size. */
  private static int home(long slot, int places) {
    return (int) ((slot >>> HOME_SHIFT) * places >>> 32);
  }

  private boolean isGone(long slot) {
    Captured captured = parts.of[(int) (slot >>> PART_AT) & PART];
    return captured == null
        || captured.isDead
        || isThinned && captured.isThin && (slot >>> KEY_AT & 1) == 0;
  }

  /** Puts another document in place of the one at this place, for the same hash. */
  void replace(int at, int part, int place, long around) {
    long[] slots = partitions[at >>> INDEX_BITS];
    int index = 2 * (at & INDEX);
    slots[index + 1] = around;
    slots[index] = slots[index] >>> KEY_AT << KEY_AT | (long) part << PART_AT | place;
  }

  /** Moves the living entries to a partition with room for more, complete before it is used. */
  private long[] rebuild(int partition) {
    long[] old = partitions[partition];
    int living = 0;
    for (int i = 0; old != null && i < old.length; i += 2) {
      living += old[i] != 0 && !isGone(old[i]) ? 1 : 0;
    }
    int places = Math.max(4, (living + 1) * 3 / 2 + 1);
    if (places > INDEX) {
      throw new IllegalStateException("a partition is too large");
    }
    long[] rebuilt = new long[2 * places];
    for (int i = 0; old != null && i < old.length; i += 2) {
      if (old[i] != 0 && !isGone(old[i])) {
        int at = home(old[i], places);
        while (rebuilt[2 * at] != 0) {
          at = at + 1 == places ? 0 : at + 1;
        }
        rebuilt[2 * at] = old[i];
        rebuilt[2 * at + 1] = old[i + 1];
      }
    }
    bytes += 8L * rebuilt.length + ARRAY_BYTES - (old == null ? 0 : 8L * old.length + ARRAY_BYTES);
    size += living - counts[partition];
    counts[partition] = living;
    partitions[partition] = rebuilt;
    return rebuilt;
  }

  /**
   * Drops the entries of dead documents from a partition.
   *
   * @return entries that it had
   */
  int sweep(int partition) {
    long[] slots = partitions == NONE ? null : partitions[partition];
    if (slots == null) {
      return 0;
    }
    int before = counts[partition];
    for (int i = 0; i < slots.length; i += 2) {
      if (slots[i] != 0 && isGone(slots[i])) {
        rebuild(partition);
        break;
      }
    }
    return before;
  }

  /** Puts the hashes of a partition into a filter. */
  void addTo(HotFilter filter, int partition) {
    long[] slots = partitions == NONE ? null : partitions[partition];
    for (int i = 0; slots != null && i < slots.length; i += 2) {
      if (slots[i] != 0) {
        filter.addMixed((long) partition << PARTITION_SHIFT | slots[i] >>> KEY_AT << KEY_SHIFT);
      }
    }
  }

  /** The place of the first living entry with this hash, or -1. */
  int first(long hash) {
    if (partitions == NONE) {
      return -1;
    }
    long mixed = HotFilter.mix(hash);
    int partition = (int) (mixed >>> PARTITION_SHIFT);
    long[] slots = partitions[partition];
    long key = mixed >>> KEY_SHIFT & KEY;
    return slots == null ? -1 : from(partition, slots, home(key << KEY_AT, slots.length / 2), key);
  }

  /** The place of the next living entry with the same hash, or -1. */
  int next(int at) {
    long[] slots = partitions[at >>> INDEX_BITS];
    int index = at & INDEX;
    int next = index + 1 == slots.length / 2 ? 0 : index + 1;
    return from(at >>> INDEX_BITS, slots, next, slots[2 * index] >>> KEY_AT);
  }

  private int from(int partition, long[] slots, int start, long key) {
    int at = start;
    while (slots[2 * at] != 0) {
      if (slots[2 * at] >>> KEY_AT == key && !isGone(slots[2 * at])) {
        return partition << INDEX_BITS | at;
      }
      at = at + 1 == slots.length / 2 ? 0 : at + 1;
    }
    return -1;
  }

  private int part(int at) {
    return (int) (slot(at) >>> PART_AT) & PART;
  }

  private long slot(int at) {
    return partitions[at >>> INDEX_BITS][2 * (at & INDEX)];
  }

  /** The document of a living entry. */
  Captured document(int at) {
    @Nullable Captured captured = parts.of[part(at)];
    if (captured == null) {
      throw new IllegalStateException("not a living entry");
    }
    return captured;
  }

  /** Where in its document an entry is. */
  int offset(int at) {
    return parts.chunk[part(at)] * Parts.CHUNK + (int) (slot(at) & Parts.CHUNK - 1);
  }

  /** What {@link Winnowing} keeps of the characters around. */
  long around(int at) {
    return partitions[at >>> INDEX_BITS][2 * (at & INDEX) + 1];
  }
}
