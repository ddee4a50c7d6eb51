package dev.flowguard.rules.provenance;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of captured values and the parts of documents that they are in. Not thread-safe; the owner
 * locks.
 *
 * <p>Entries are in partitions, each for a range of hashes. New ones come behind each other in a
 * small buffer of their partition, which is merged in their order into the sorted rest once it is
 * full: memory that is in no cache is read and written for many entries at once. The rest is in
 * blocks of {@value #BLOCK} entries, all of them full but the last, so that a partition grows
 * without being copied.
 *
 * <p>An entry has six bytes: 19 bits of the hash, of which its partition has ten more; the part of
 * the document; and the place in that part. Grams of texts that have these 29 bits in common are
 * distinguished by the {@linkplain Imprint imprints} of their texts. Entries of anything else have
 * sixteen more bits of the hash. Entries of documents that are dead are never returned, and go when
 * their partition is swept.
 */
final class GramTable {
  /** Entries with the same hash; more of them say only that the phrase is common. */
  static final int MAX_SAME = 8;

  /** Entries of a gram that repeats itself: it says little, and is everywhere around itself. */
  static final int MAX_REPETITIVE = 2;

  private static final int PARTITION_BITS = 10;

  static final int PARTITIONS = 1 << PARTITION_BITS;

  /** What an entry takes, with the room beside it. */
  static final int ENTRY_BYTES = 7;

  /** Of a hash, in the order of which entries are. */
  static final int KEY_BITS = 29;

  /** Bits of a key that an entry has; the others are those of its partition. */
  private static final int OWN_BITS = KEY_BITS - PARTITION_BITS;

  private static final int OWN = (1 << OWN_BITS) - 1;

  /** Where in its location, a part and a place, an entry has its part. */
  private static final int PART_AT = 8;

  /** Bits of a location that are beside those of the key. */
  private static final int UPPER_BITS = 13;

  private static final int UPPER = (1 << UPPER_BITS) - 1;

  private static final int BLOCK_BITS = 4;

  /** Entries of a block. */
  private static final int BLOCK = 1 << BLOCK_BITS;

  /** Of the number of a block in its slab. */
  private static final int SLAB_BITS = 7;

  private static final int SLAB_BLOCKS = 1 << SLAB_BITS;

  /** Entries of a slab, which is what memory is asked for. */
  private static final int SLAB = SLAB_BLOCKS * BLOCK;

  /** Of the number of an entry in its partition. */
  private static final int INDEX_BITS = 20;

  private static final int INDEX = (1 << INDEX_BITS) - 1;

  /** In a place: the entry is new. */
  private static final int NEW = 1 << 30;

  /** New entries of a partition: so many at least and at most, and one of so many of all. */
  private static final int FEWEST_NEW_BITS = 2;

  private static final int MOST_NEW_BITS = 8;
  private static final int NEW_OF = 16;

  /** By this bit of their keys every other entry of thin documents is dropped. */
  private static final int THINNED = 1 << 1;

  private static final int NONE = -1;
  private static final int ARRAY_BYTES = 16;
  private static final int STEP = 16;

  private static final int[][] NO_SLABS = {};
  private static final char[][] NO_CHARS = {};
  private static final int[] NO_KEYS = {};
  private static final char[] NOTHING = {};

  private final Parts parts;

  /** True if the entries are grams of texts, of which every other is dropped if they are thin. */
  private final boolean areGrams;

  /** By slab, for each entry its own bits of the key, above the upper bits of the location. */
  private int[][] keys = NO_SLABS;

  /** By slab, for each entry the lower bits of the location. */
  private char[][] locations = NO_CHARS;

  /** By slab, for each entry more bits of the hash; empty where entries are grams. */
  private char[][] checks = NO_CHARS;

  private int slabs;

  /** By partition, the numbers of its blocks, as many as its sorted entries need. */
  private int[][] blocks = NO_SLABS;

  /** By partition, how many entries are sorted. */
  private int[] counts = NO_KEYS;

  /** The first free block, of which the first key is the next one, or {@value #NONE}. */
  private int freeBlock = NONE;

  private int freeBlocks;

  /** New entries, with room for so many of each partition. */
  private int newBits = FEWEST_NEW_BITS;

  private int[] newKeys = NO_KEYS;
  private char[] newLocations = NOTHING;
  private char[] newChecks = NOTHING;
  private char[] newCounts = NOTHING;

  /** New entries of a partition while they are sorted. */
  private int[] order = NO_KEYS;

  private int size;
  private long bytes;

  /**
   * @param areGrams true for grams of texts that have imprints
   */
  GramTable(Parts parts, boolean areGrams) {
    this.parts = parts;
    this.areGrams = areGrams;
  }

  /**
   * A copy.
   *
   * @param parts a copy of those of the other table
   */
  GramTable(GramTable other, Parts parts) {
    this.parts = parts;
    this.areGrams = other.areGrams;
    this.keys = other.keys.clone();
    this.locations = other.locations.clone();
    this.checks = other.checks.clone();
    this.blocks = other.blocks.clone();
    this.slabs = other.slabs;
    for (int i = 0; i < slabs; i++) {
      keys[i] = keys[i].clone();
      locations[i] = locations[i].clone();
      if (!areGrams) {
        checks[i] = checks[i].clone();
      }
    }
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = blocks[i].length == 0 ? NO_KEYS : blocks[i].clone();
    }
    this.counts = other.counts.clone();
    this.freeBlock = other.freeBlock;
    this.freeBlocks = other.freeBlocks;
    this.order = new int[other.order.length];
    this.newBits = other.newBits;
    this.newKeys = other.newKeys.clone();
    this.newLocations = other.newLocations.clone();
    this.newChecks = other.newChecks.clone();
    this.newCounts = other.newCounts.clone();
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

  /** The upper bits of a hash, so that it need not be finished for them. */
  static int key(long hash) {
    return (int) (hash >>> Long.SIZE - KEY_BITS);
  }

  private static char check(long hash) {
    return (char) hash;
  }

  /**
   * Adds an entry, in place of a dead one with the same hash if there is any.
   *
   * @param part of a document whose imprint is known
   * @param place below {@value Parts#CHUNK}
   * @param mostSame entries with this hash, above which it is left out
   * @return false if it was left out
   */
  boolean add(long hash, int part, int place, int mostSame) {
    if (counts.length == 0) {
      begin();
    }
    int key = key(hash);
    int own = key & OWN;
    int location = part << PART_AT | place;
    int same = 0;
    int dead = NONE;
    for (int at = anyFirst(key); at >= 0; at = anyNext(at, own)) {
      int other = location(at);
      if (isGone(own, other >>> PART_AT)) {
        dead = at;
      } else if (areGrams ? isSameGram(other, location) : check(at) == check(hash)) {
        if (++same == mostSame) {
          return false;
        }
      }
    }
    if (dead >= 0) {
      set(dead, own, location, check(hash));
    } else {
      append(key, location, check(hash));
    }
    return true;
  }

  /**
   * Adds an entry of which it is certain that none has the same key.
   *
   * @param part of a document whose imprint is known
   * @param place below {@value Parts#CHUNK}
   */
  void addNew(long hash, int part, int place) {
    if (counts.length == 0) {
      begin();
    }
    append(key(hash), part << PART_AT | place, check(hash));
  }

  private void begin() {
    int[] none = new int[PARTITIONS];
    int[][] noBlocks = new int[PARTITIONS][];
    Arrays.fill(noBlocks, NO_KEYS);
    char[] noNew = new char[PARTITIONS];
    order = new int[1 << MOST_NEW_BITS];
    reserveNew(FEWEST_NEW_BITS);
    newCounts = noNew;
    blocks = noBlocks;
    counts = none;
    bytes += 10L * PARTITIONS;
  }

  private int entryBytes() {
    return areGrams ? 6 : 8;
  }

  /** Gives new entries room for so many of each partition, complete before it is used. */
  private void reserveNew(int bits) {
    int[] otherKeys = new int[PARTITIONS << bits];
    char[] otherLocations = new char[PARTITIONS << bits];
    char[] otherChecks = areGrams ? NOTHING : new char[PARTITIONS << bits];
    for (int partition = 0; partition < newCounts.length; partition++) {
      int from = partition << newBits;
      int to = partition << bits;
      int count = newCounts[partition];
      System.arraycopy(newKeys, from, otherKeys, to, count);
      System.arraycopy(newLocations, from, otherLocations, to, count);
      if (!areGrams) {
        System.arraycopy(newChecks, from, otherChecks, to, count);
      }
    }
    bytes += (long) entryBytes() * (otherKeys.length - newKeys.length);
    newKeys = otherKeys;
    newLocations = otherLocations;
    newChecks = otherChecks;
    newBits = bits;
  }

  private void append(int key, int location, char check) {
    int partition = key >>> OWN_BITS;
    if (newCounts[partition] == 1 << newBits) {
      if (newBits < MOST_NEW_BITS && size >= NEW_OF * PARTITIONS << newBits) {
        reserveNew(newBits + 1);
      } else {
        merge(partition);
      }
    }
    int at = (partition << newBits) + newCounts[partition];
    newKeys[at] = (key & OWN) << UPPER_BITS | location >>> Character.SIZE;
    newLocations[at] = (char) location;
    if (!areGrams) {
      newChecks[at] = check;
    }
    newCounts[partition]++;
    size++;
  }

  /** Puts the new entries of a partition among the others, from the last one on. */
  private void merge(int partition) {
    int added = newCounts[partition];
    int base = partition << newBits;
    for (int i = 0; i < added; i++) {
      order[i] = newKeys[base + i] >>> UPPER_BITS << MOST_NEW_BITS | i;
    }
    Arrays.sort(order, 0, added);
    int from = counts[partition];
    int to = from + added;
    int[] list = reserve(partition, to);
    for (int i = added - 1; i >= 0; i--) {
      int own = order[i] >>> MOST_NEW_BITS;
      int moved;
      do {
        moved = moveUp(list, from, to, own);
        from -= moved;
        to -= moved;
      } while (moved > 0);
      to--;
      int block = list[to >>> BLOCK_BITS];
      int slab = block >>> SLAB_BITS;
      int target = base(block) | to & BLOCK - 1;
      int source = base + (order[i] & (1 << MOST_NEW_BITS) - 1);
      keys[slab][target] = newKeys[source];
      locations[slab][target] = newLocations[source];
      if (!areGrams) {
        checks[slab][target] = newChecks[source];
      }
    }
    counts[partition] += added;
    newCounts[partition] = 0;
  }

  /**
   * Moves the last entries of a list up that are larger than a key, as far as two blocks go.
   *
   * @param from behind the last of them
   * @param to behind the last place for them
   * @return how many were moved
   */
  private int moveUp(int[] list, int from, int to, int own) {
    if (from == 0) {
      return 0;
    }
    int fromBlock = list[from - 1 >>> BLOCK_BITS];
    int toBlock = list[to - 1 >>> BLOCK_BITS];
    int[] fromKeys = keys[fromBlock >>> SLAB_BITS];
    int[] toKeys = keys[toBlock >>> SLAB_BITS];
    char[] fromLocations = locations[fromBlock >>> SLAB_BITS];
    char[] toLocations = locations[toBlock >>> SLAB_BITS];
    int source = base(fromBlock) | from - 1 & BLOCK - 1;
    int target = base(toBlock) | to - 1 & BLOCK - 1;
    int most = Math.min(from - 1 & BLOCK - 1, to - 1 & BLOCK - 1) + 1;
    int moved = 0;
    while (moved < most && fromKeys[source - moved] >>> UPPER_BITS > own) {
      toKeys[target - moved] = fromKeys[source - moved];
      toLocations[target - moved] = fromLocations[source - moved];
      moved++;
    }
    if (!areGrams && moved > 0) {
      char[] fromChecks = checks[fromBlock >>> SLAB_BITS];
      char[] toChecks = checks[toBlock >>> SLAB_BITS];
      int first = source - moved + 1;
      System.arraycopy(fromChecks, first, toChecks, target - moved + 1, moved);
    }
    return moved;
  }

  /** Where in its slab a block begins. */
  private static int base(int block) {
    return (block & SLAB_BLOCKS - 1) << BLOCK_BITS;
  }

  private static int blocks(int entries) {
    return entries + BLOCK - 1 >>> BLOCK_BITS;
  }

  /** Gives a partition blocks for so many entries. */
  private int[] reserve(int partition, int entries) {
    int had = blocks(counts[partition]);
    int needed = blocks(entries);
    if (entries > INDEX) {
      throw new IllegalStateException("a partition is too large");
    }
    while (freeBlocks < needed - had) {
      addSlab();
    }
    int[] list = blocks[partition];
    if (list.length < needed) {
      list = Arrays.copyOf(list, needed + Math.max(1, needed / 8));
      bytes += listBytes(list) - listBytes(blocks[partition]);
      blocks[partition] = list;
    }
    for (int i = had; i < needed; i++) {
      int block = freeBlock;
      freeBlock = keys[block >>> SLAB_BITS][base(block)];
      freeBlocks--;
      list[i] = block;
    }
    return list;
  }

  private static long listBytes(int[] list) {
    return list.length == 0 ? 0 : ARRAY_BYTES + 4L * list.length;
  }

  private long slabBytes() {
    return (long) entryBytes() * SLAB + (areGrams ? 2 : 3) * (ARRAY_BYTES + 4L);
  }

  private void addSlab() {
    if (slabs == keys.length) {
      int length = slabs + slabs / 2 + 1;
      int[][] moreKeys = Arrays.copyOf(keys, length);
      char[][] moreLocations = Arrays.copyOf(locations, length);
      checks = areGrams ? checks : Arrays.copyOf(checks, length);
      locations = moreLocations;
      keys = moreKeys;
    }
    int[] slabKeys = new int[SLAB];
    char[] slabLocations = new char[SLAB];
    if (!areGrams) {
      checks[slabs] = new char[SLAB];
    }
    locations[slabs] = slabLocations;
    keys[slabs] = slabKeys;
    slabs++;
    bytes += slabBytes();
    for (int block = (slabs << SLAB_BITS) - 1; block >= slabs - 1 << SLAB_BITS; block--) {
      free(block);
    }
  }

  private void free(int block) {
    keys[block >>> SLAB_BITS][base(block)] = freeBlock;
    freeBlock = block;
    freeBlocks++;
  }

  private boolean isGone(int own, int part) {
    return !parts.isKept(part) && (parts.isGone(part) || areGrams && (own & THINNED) == 0);
  }

  private boolean isSameGram(int location, int other) {
    Captured one = parts.of[location >>> PART_AT];
    Captured another = parts.of[other >>> PART_AT];
    return one != null
        && another != null
        && Imprint.isSameGram(one, offsetOf(location), another, offsetOf(other));
  }

  /** Puts another document in place of the one at this place, for the same hash. */
  void replace(int at, int part, int place) {
    set(at, keyAt(at) >>> UPPER_BITS, part << PART_AT | place, areGrams ? 0 : check(at));
  }

  /**
   * Drops the entries of dead documents from a partition, and of thin ones every other.
   *
   * @return entries that it had
   */
  int sweep(int partition) {
    if (counts.length == 0) {
      return 0;
    }
    int before = counts[partition] + newCounts[partition];
    sweepSorted(partition);
    sweepNew(partition);
    if (partition == PARTITIONS - 1) {
      trim();
    }
    return before;
  }

  /** An error on the way leaves some entries twice, and all in order. */
  private void sweepSorted(int partition) {
    int[] list = blocks[partition];
    int count = counts[partition];
    int living = 0;
    for (int first = 0; first < count; first += BLOCK) {
      int block = list[first >>> BLOCK_BITS];
      int[] fromKeys = keys[block >>> SLAB_BITS];
      char[] fromLocations = locations[block >>> SLAB_BITS];
      int from = base(block);
      int end = from + Math.min(BLOCK, count - first);
      while (from < end) {
        // As many as the next block of those that are kept has room for.
        int target = list[living >>> BLOCK_BITS];
        int[] toKeys = keys[target >>> SLAB_BITS];
        char[] toLocations = locations[target >>> SLAB_BITS];
        int to = base(target) | living & BLOCK - 1;
        int start = to;
        int most = base(target) + BLOCK;
        for (; from < end && to < most; from++) {
          int key = fromKeys[from];
          char location = fromLocations[from];
          if (!isGone(key >>> UPPER_BITS, part(key, location))) {
            toKeys[to] = key;
            toLocations[to] = location;
            if (!areGrams) {
              checks[target >>> SLAB_BITS][to] = checks[block >>> SLAB_BITS][from];
            }
            to++;
          }
        }
        living += to - start;
      }
    }
    counts[partition] = living;
    size -= count - living;
    for (int i = blocks(living); i < blocks(count); i++) {
      free(list[i]);
    }
  }

  private void sweepNew(int partition) {
    int first = partition << newBits;
    int count = newCounts[partition];
    int living = first;
    for (int i = first; i < first + count; i++) {
      if (!isGone(newKeys[i] >>> UPPER_BITS, part(newKeys[i], newLocations[i]))) {
        newKeys[living] = newKeys[i];
        newLocations[living] = newLocations[i];
        if (!areGrams) {
          newChecks[living] = newChecks[i];
        }
        living++;
      }
    }
    newCounts[partition] = (char) (living - first);
    size -= first + count - living;
  }

  private static int part(int key, char location) {
    return (key & UPPER) << Character.SIZE - PART_AT | location >>> PART_AT;
  }

  /** Gives memory back where more is free than in use. */
  private void trim() {
    int used = (slabs << SLAB_BITS) - freeBlocks;
    if (freeBlocks > used + SLAB_BLOCKS) {
      repack(used);
    }
    int bits = newBits;
    while (bits > FEWEST_NEW_BITS && size < PARTITIONS << bits) {
      bits--;
    }
    if (bits < newBits) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        if (newCounts[partition] > 1 << bits) {
          merge(partition);
        }
      }
      reserveNew(bits);
    }
  }

  /** Moves all blocks that are used into as few slabs as they need. */
  private void repack(int used) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int[] list = blocks[partition];
      int length = blocks(counts[partition]);
      blocks[partition] = length == 0 ? NO_KEYS : Arrays.copyOf(list, length);
      bytes += listBytes(blocks[partition]) - listBytes(list);
    }
    int needed = used + SLAB_BLOCKS - 1 >>> SLAB_BITS;
    int[][] packedKeys = new int[needed][];
    char[][] packedLocations = new char[needed][];
    char[][] packedChecks = areGrams ? NO_CHARS : new char[needed][];
    for (int i = 0; i < needed; i++) {
      packedKeys[i] = new int[SLAB];
      packedLocations[i] = new char[SLAB];
      if (!areGrams) {
        packedChecks[i] = new char[SLAB];
      }
    }
    int next = 0;
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int[] list = blocks[partition];
      for (int i = 0; i < blocks(counts[partition]); i++) {
        int slab = list[i] >>> SLAB_BITS;
        int from = base(list[i]);
        int to = base(next);
        System.arraycopy(keys[slab], from, packedKeys[next >>> SLAB_BITS], to, BLOCK);
        System.arraycopy(locations[slab], from, packedLocations[next >>> SLAB_BITS], to, BLOCK);
        if (!areGrams) {
          System.arraycopy(checks[slab], from, packedChecks[next >>> SLAB_BITS], to, BLOCK);
        }
        list[i] = next++;
      }
    }
    keys = packedKeys;
    locations = packedLocations;
    checks = packedChecks;
    bytes += slabBytes() * (needed - slabs);
    slabs = needed;
    freeBlock = NONE;
    freeBlocks = 0;
    for (int block = (slabs << SLAB_BITS) - 1; block >= next; block--) {
      free(block);
    }
  }

  /** Puts the hashes of a partition into a filter. */
  void addTo(HotFilter filter, int partition) {
    if (counts.length == 0) {
      return;
    }
    int count = counts[partition];
    for (int first = 0; first < count; first += BLOCK) {
      int block = blocks[partition][first >>> BLOCK_BITS];
      int from = base(block);
      addTo(filter, partition, keys[block >>> SLAB_BITS], from, Math.min(BLOCK, count - first));
    }
    addTo(filter, partition, newKeys, partition << newBits, newCounts[partition]);
  }

  private static void addTo(HotFilter filter, int partition, int[] of, int from, int count) {
    for (int i = from; i < from + count; i++) {
      filter.addKey(partition << OWN_BITS | of[i] >>> UPPER_BITS);
    }
  }

  /**
   * The place of the first living entry with this hash, or -1. It may be of another gram ({@link
   * Imprint#isGram}).
   */
  int first(long hash) {
    if (counts.length == 0) {
      return NONE;
    }
    int key = key(hash);
    return living(anyFirst(key), key & OWN, check(hash));
  }

  /** The place of the next living entry with the same hash, or -1. */
  int next(int at) {
    int own = keyAt(at) >>> UPPER_BITS;
    char check = areGrams ? 0 : check(at);
    return living(anyNext(at, own), own, check);
  }

  /** This place, or the next one, that is of a living entry. */
  private int living(int first, int own, char check) {
    int at = first;
    while (at >= 0 && (!areGrams && check(at) != check || isGone(own, location(at) >>> PART_AT))) {
      at = anyNext(at, own);
    }
    return at;
  }

  /** The place of the first entry with this key, living or not, or -1. */
  private int anyFirst(int key) {
    int partition = key >>> OWN_BITS;
    return sorted(partition, start(partition, key & OWN), key & OWN);
  }

  private int anyNext(int at, int own) {
    if ((at & NEW) != 0) {
      int index = at & ~NEW;
      return unsorted(index >>> newBits, index + 1, own);
    }
    return sorted(at >>> INDEX_BITS, (at & INDEX) + 1, own);
  }

  /** The entry here if it has this key, or else the first of the new ones that has. */
  private int sorted(int partition, int index, int own) {
    if (index < counts[partition] && own(blocks[partition], index) == own) {
      return partition << INDEX_BITS | index;
    }
    return unsorted(partition, partition << newBits, own);
  }

  private int unsorted(int partition, int from, int own) {
    int end = (partition << newBits) + newCounts[partition];
    for (int i = from; i < end; i++) {
      if (newKeys[i] >>> UPPER_BITS == own) {
        return NEW | i;
      }
    }
    return NONE;
  }

  /** The first sorted entry with this key or a larger one, found from where it should be. */
  private int start(int partition, int own) {
    int[] list = blocks[partition];
    int count = counts[partition];
    int low = (int) ((long) own * count >>> OWN_BITS);
    int high = low;
    int step = STEP;
    while (high < count && own(list, high) < own) {
      low = high + 1;
      high = Math.min(count, high + step);
      step *= 2;
    }
    while (low > 0 && own(list, low - 1) >= own) {
      high = low - 1;
      low = Math.max(0, high - step);
      step *= 2;
    }
    while (low < high) {
      int middle = low + high >>> 1;
      if (own(list, middle) < own) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int own(int[] list, int index) {
    int block = list[index >>> BLOCK_BITS];
    return keys[block >>> SLAB_BITS][base(block) | index & BLOCK - 1] >>> UPPER_BITS;
  }

  /** The first living document of a hash that is meant, or null. */
  @Nullable Captured find(long hash, Predicate<Captured> isMeant) {
    return findFrom(first(hash), isMeant);
  }

  /** The same, from a place on; -1 for none. */
  @Nullable Captured findFrom(int first, Predicate<Captured> isMeant) {
    for (int at = first; at >= 0; at = next(at)) {
      Captured document = document(at);
      if (isMeant.test(document)) {
        return document;
      }
    }
    return null;
  }

  private int block(int at) {
    return blocks[at >>> INDEX_BITS][(at & INDEX) >>> BLOCK_BITS];
  }

  private int keyAt(int at) {
    if ((at & NEW) != 0) {
      return newKeys[at & ~NEW];
    }
    int block = block(at);
    return keys[block >>> SLAB_BITS][base(block) | at & BLOCK - 1];
  }

  private char check(int at) {
    if ((at & NEW) != 0) {
      return newChecks[at & ~NEW];
    }
    int block = block(at);
    return checks[block >>> SLAB_BITS][base(block) | at & BLOCK - 1];
  }

  private int location(int at) {
    if ((at & NEW) != 0) {
      int index = at & ~NEW;
      return (newKeys[index] & UPPER) << Character.SIZE | newLocations[index];
    }
    int block = block(at);
    int index = base(block) | at & BLOCK - 1;
    int slab = block >>> SLAB_BITS;
    return (keys[slab][index] & UPPER) << Character.SIZE | locations[slab][index];
  }

  private void set(int at, int own, int location, char check) {
    boolean isNew = (at & NEW) != 0;
    int block = isNew ? 0 : block(at);
    int index = isNew ? at & ~NEW : base(block) | at & BLOCK - 1;
    int slab = block >>> SLAB_BITS;
    (isNew ? newKeys : keys[slab])[index] = own << UPPER_BITS | location >>> Character.SIZE;
    (isNew ? newLocations : locations[slab])[index] = (char) location;
    if (!areGrams) {
      (isNew ? newChecks : checks[slab])[index] = check;
    }
  }

  /** The document of a living entry. */
  Captured document(int at) {
    @Nullable Captured captured = parts.of[location(at) >>> PART_AT];
    if (captured == null) {
      throw new IllegalStateException("not a living entry");
    }
    return captured;
  }

  /** Where in its document an entry is. */
  int offset(int at) {
    return offsetOf(location(at));
  }

  private int offsetOf(int location) {
    return parts.chunk[location >>> PART_AT] * Parts.CHUNK + (location & Parts.CHUNK - 1);
  }

  /** True if a living entry is of the gram at this place of a part, which has the same hash. */
  boolean isSameGram(int at, int part, int place) {
    return isSameGram(location(at), part << PART_AT | place);
  }

  /** True if a living entry with the hash of the gram at this place of a text is of that gram. */
  boolean isGram(int at, CanonicalText text, int place, Keyed keyed) {
    int location = location(at);
    Captured captured = parts.of[location >>> PART_AT];
    return captured != null && Imprint.isGram(captured, offsetOf(location), text, place, keyed);
  }
}
