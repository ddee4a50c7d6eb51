package dev.flowguard.rules.provenance;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of captured values and the parts of documents that they are in. Not thread-safe; the owner
 * locks.
 *
 * <p>Entries are in pages, each for a range of hashes and in their order, with no empty places
 * between them. Pages are split one by one as the table grows (Litwin: Linear Hashing), so that no
 * change copies or allocates much.
 *
 * <p>An entry has six bytes: 19 bits of the hash, of which its partition has ten more; the part of
 * the document; and the place in that part. Grams of texts that have these 29 bits in common are
 * distinguished by the {@linkplain Imprint imprints} of their texts. Entries of anything else have
 * sixteen more bits of the hash. Entries of documents that are dead are never returned, and go when
 * their partition is swept.
 *
 * @see <a href="https://www.vldb.org/conf/1980/P212.PDF">Linear Hashing: A New Tool for File and
 *     Table Addressing</a>
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

  /** Entries of a page, on average; half of it to twice as many are usual. */
  private static final int PAGE = 128;

  /** Of the number of an entry in its page; more are refused. */
  private static final int INDEX_BITS = 11;

  private static final int INDEX = (1 << INDEX_BITS) - 1;
  private static final int MOST_BITS = 31 - INDEX_BITS;

  /** By this bit of their keys every other entry of thin documents is dropped. */
  private static final int THINNED = 1 << 1;

  private static final int FEWEST = 4;
  private static final int ARRAY_BYTES = 16;

  /** Of a page, in the arrays of pages. */
  private static final int PAGE_BYTES = 10;

  private static final int[][] NO_PAGES = {};
  private static final char[][] NO_CHARS = {};
  private static final int[] NO_KEYS = {};
  private static final char[] NOTHING = {};

  private final Parts parts;

  /** True if the entries are grams of texts, of which every other is dropped if they are thin. */
  private final boolean areGrams;

  /** Bits that the keys of a page begin with; one less for pages that have not been split yet. */
  private int bits = PARTITION_BITS;

  /** So many pages of one bit less are split; the others have the even ones of two places. */
  private int split = PARTITIONS / 2;

  /** For each entry its own bits of the key, above the upper bits of the location. */
  private int[][] keys = NO_PAGES;

  /** For each entry the lower bits of the location. */
  private char[][] locations = NO_CHARS;

  /** For each entry more bits of the hash; empty where entries are grams. */
  private char[][] checks = NO_CHARS;

  private char[] counts = NOTHING;
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
    this.bits = other.bits;
    this.split = other.split;
    this.keys = other.keys.clone();
    this.locations = other.locations.clone();
    this.checks = other.checks.clone();
    for (int i = 0; i < keys.length; i++) {
      keys[i] = keys[i].clone();
      locations[i] = locations[i].clone();
    }
    for (int i = 0; i < checks.length; i++) {
      checks[i] = checks[i].clone();
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

  /** The upper bits of a hash, so that it need not be finished for them. */
  static int key(long hash) {
    return (int) (hash >>> Long.SIZE - KEY_BITS);
  }

  private static char check(long hash) {
    return (char) hash;
  }

  private int page(int key) {
    int unsplit = key >>> KEY_BITS - bits + 1;
    return unsplit < split ? key >>> KEY_BITS - bits : 2 * unsplit;
  }

  /** The first entry of a page with this key or a larger one, found from where it should be. */
  private int start(int page, int key) {
    int[] of = keys[page];
    int count = counts[page];
    int range = KEY_BITS - bits + (page >>> 1 < split ? 0 : 1);
    int own = key & OWN;
    int at = (int) ((long) (key & (1 << range) - 1) * count >>> range);
    while (at > 0 && of[at - 1] >>> UPPER_BITS >= own) {
      at--;
    }
    while (at < count && of[at] >>> UPPER_BITS < own) {
      at++;
    }
    return at;
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
    if (keys.length == 0) {
      begin();
    }
    if (size >= (PAGE << bits - 1) + PAGE * split) {
      splitNext();
    }
    int key = key(hash);
    int own = key & OWN;
    int page = page(key);
    int at = start(page, key);
    int location = part << PART_AT | place;
    int same = 0;
    int dead = -1;
    for (; at < counts[page] && keys[page][at] >>> UPPER_BITS == own; at++) {
      int other = location(page, at);
      if (isGone(own, other)) {
        dead = at;
      } else if (areGrams ? isSameGram(other, location) : checks[page][at] == check(hash)) {
        if (++same == mostSame) {
          return false;
        }
      }
    }
    if (dead >= 0) {
      at = dead;
    } else {
      open(page, at);
    }
    keys[page][at] = own << UPPER_BITS | location >>> Character.SIZE;
    locations[page][at] = (char) location;
    if (!areGrams) {
      checks[page][at] = check(hash);
    }
    return true;
  }

  private void begin() {
    int[][] newKeys = new int[PARTITIONS][];
    char[][] newLocations = new char[PARTITIONS][];
    char[][] newChecks = areGrams ? NO_CHARS : new char[PARTITIONS][];
    Arrays.fill(newKeys, NO_KEYS);
    Arrays.fill(newLocations, NOTHING);
    Arrays.fill(newChecks, NOTHING);
    counts = new char[PARTITIONS];
    checks = newChecks;
    locations = newLocations;
    keys = newKeys;
    bytes += (long) PARTITIONS * pageBytes();
  }

  private int pageBytes() {
    return PAGE_BYTES + (areGrams ? 0 : 4);
  }

  private long arrayBytes(int entries) {
    if (entries == 0) {
      return 0;
    }
    return areGrams ? 2 * ARRAY_BYTES + 6L * entries : 3 * ARRAY_BYTES + 8L * entries;
  }

  /** Opens a place for an entry in a page; what is there moves up. */
  private void open(int page, int at) {
    int count = counts[page];
    if (keys[page].length == count) {
      if (count == INDEX) {
        throw new IllegalStateException("a page is too large");
      }
      resize(page, room(count + 1));
    }
    int[] pageKeys = keys[page];
    char[] pageLocations = locations[page];
    System.arraycopy(pageKeys, at, pageKeys, at + 1, count - at);
    System.arraycopy(pageLocations, at, pageLocations, at + 1, count - at);
    if (!areGrams) {
      char[] pageChecks = checks[page];
      System.arraycopy(pageChecks, at, pageChecks, at + 1, count - at);
    }
    counts[page]++;
    size++;
  }

  /** Places for so many entries and a few more; as many as leave no gap behind an array. */
  private static int room(int entries) {
    return entries + Math.max(1, entries / 8) + 3 & -FEWEST;
  }

  /** Gives a page arrays of another length, complete before they are used. */
  private void resize(int page, int room) {
    int[] old = keys[page];
    int[] newKeys = Arrays.copyOf(old, room);
    char[] newLocations = Arrays.copyOf(locations[page], room);
    if (!areGrams) {
      checks[page] = Arrays.copyOf(checks[page], room);
    }
    locations[page] = newLocations;
    keys[page] = newKeys;
    bytes += arrayBytes(room) - arrayBytes(old.length);
  }

  /** Makes two pages of the next one. */
  private void splitNext() {
    if (split == 1 << bits - 1) {
      if (bits == MOST_BITS) {
        return;
      }
      widen();
    }
    int page = 2 * split;
    int[] pageKeys = keys[page];
    int bit = 1 << KEY_BITS - bits + UPPER_BITS;
    int count = counts[page];
    int lower = 0;
    while (lower < count && (pageKeys[lower] & bit) == 0) {
      lower++;
    }
    int first = Math.min(room(lower), pageKeys.length);
    int second = count == 0 ? 0 : room(count - lower);
    int[] lowerKeys = copy(pageKeys, 0, lower, first);
    int[] upperKeys = copy(pageKeys, lower, count, second);
    char[] lowerLocations = copy(locations[page], 0, lower, first);
    char[] upperLocations = copy(locations[page], lower, count, second);
    if (!areGrams) {
      char[] lowerChecks = copy(checks[page], 0, lower, first);
      checks[page + 1] = copy(checks[page], lower, count, second);
      checks[page] = lowerChecks;
    }
    bytes += arrayBytes(first) + arrayBytes(second) - arrayBytes(pageKeys.length);
    keys[page] = lowerKeys;
    keys[page + 1] = upperKeys;
    locations[page] = lowerLocations;
    locations[page + 1] = upperLocations;
    counts[page] = (char) lower;
    counts[page + 1] = (char) (count - lower);
    split++;
  }

  private static int[] copy(int[] from, int start, int end, int room) {
    int[] copy = new int[room];
    System.arraycopy(from, start, copy, 0, end - start);
    return copy;
  }

  private static char[] copy(char[] from, int start, int end, int room) {
    char[] copy = new char[room];
    System.arraycopy(from, start, copy, 0, end - start);
    return copy;
  }

  /** Makes two places for each page, of which the second is for what is split off. */
  private void widen() {
    int length = keys.length;
    int[][] newKeys = new int[2 * length][];
    char[][] newLocations = new char[2 * length][];
    char[][] newChecks = areGrams ? NO_CHARS : new char[2 * length][];
    char[] newCounts = new char[2 * length];
    for (int i = 0; i < length; i++) {
      newKeys[2 * i] = keys[i];
      newLocations[2 * i] = locations[i];
      newKeys[2 * i + 1] = NO_KEYS;
      newLocations[2 * i + 1] = NOTHING;
      newCounts[2 * i] = counts[i];
      if (!areGrams) {
        newChecks[2 * i] = checks[i];
        newChecks[2 * i + 1] = NOTHING;
      }
    }
    keys = newKeys;
    locations = newLocations;
    checks = newChecks;
    counts = newCounts;
    bits++;
    split = 0;
    bytes += (long) length * pageBytes();
  }

  private boolean isGone(int own, int location) {
    Captured captured = parts.of[location >>> PART_AT];
    return captured == null
        || captured.isDead
        || areGrams && captured.isThin && (own & THINNED) == 0;
  }

  private boolean isSwept(int own, int part) {
    return parts.isMarkedGone(part) || areGrams && parts.isMarkedThin(part) && (own & THINNED) == 0;
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
    int page = at >>> INDEX_BITS;
    int index = at & INDEX;
    int location = part << PART_AT | place;
    keys[page][index] = keys[page][index] & ~UPPER | location >>> Character.SIZE;
    locations[page][index] = (char) location;
  }

  /** The first page of a partition, or the one behind the last. */
  private int firstPage(int partition) {
    return keys.length == 0 ? 0 : partition << bits - PARTITION_BITS;
  }

  /**
   * Drops the entries of documents from a partition whose {@link Parts} are marked.
   *
   * @return entries that it had
   */
  int sweep(int partition) {
    int before = 0;
    int end = firstPage(partition + 1);
    for (int page = firstPage(partition); page < end; page++) {
      before += counts[page];
      sweepPage(page);
    }
    return before;
  }

  private void sweepPage(int page) {
    int[] pageKeys = keys[page];
    int count = counts[page];
    int living = 0;
    for (int i = 0; i < count; i++) {
      if (!isSwept(pageKeys[i] >>> UPPER_BITS, location(page, i) >>> PART_AT)) {
        // An error on the way leaves some entries twice, and all in order.
        pageKeys[living] = pageKeys[i];
        locations[page][living] = locations[page][i];
        if (!areGrams) {
          checks[page][living] = checks[page][i];
        }
        living++;
      }
    }
    counts[page] = (char) living;
    size -= count - living;
    if (living == 0) {
      keys[page] = NO_KEYS;
      locations[page] = NOTHING;
      if (!areGrams) {
        checks[page] = NOTHING;
      }
      bytes -= arrayBytes(pageKeys.length);
    } else if (room(living + living / 8) < pageKeys.length) {
      resize(page, room(living));
    }
  }

  /** Puts the hashes of a partition into a filter. */
  void addTo(HotFilter filter, int partition) {
    int end = firstPage(partition + 1);
    for (int page = firstPage(partition); page < end; page++) {
      int[] pageKeys = keys[page];
      for (int i = 0; i < counts[page]; i++) {
        filter.addKey(partition << OWN_BITS | pageKeys[i] >>> UPPER_BITS);
      }
    }
  }

  /**
   * The place of the first living entry with this hash, or -1. It may be of another gram ({@link
   * Imprint#isGram}).
   */
  int first(long hash) {
    if (keys.length == 0) {
      return -1;
    }
    int key = key(hash);
    int page = page(key);
    return from(page, start(page, key), key & OWN, check(hash));
  }

  /** The place of the next living entry with the same hash, or -1. */
  int next(int at) {
    int page = at >>> INDEX_BITS;
    int index = at & INDEX;
    char check = areGrams ? 0 : checks[page][index];
    return from(page, index + 1, keys[page][index] >>> UPPER_BITS, check);
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

  private int from(int page, int start, int own, char check) {
    int[] pageKeys = keys[page];
    int count = counts[page];
    for (int i = start; i < count && pageKeys[i] >>> UPPER_BITS == own; i++) {
      if ((areGrams || checks[page][i] == check) && !isGone(own, location(page, i))) {
        return page << INDEX_BITS | i;
      }
    }
    return -1;
  }

  private int location(int page, int index) {
    return (keys[page][index] & UPPER) << Character.SIZE | locations[page][index];
  }

  private int location(int at) {
    return location(at >>> INDEX_BITS, at & INDEX);
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
