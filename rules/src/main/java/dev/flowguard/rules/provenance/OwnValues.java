package dev.flowguard.rules.provenance;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Layers;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Places;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whole values that the application itself sends again and again: an invoice line, the name of a
 * product. A value is the application's own at one processor, in one field, once {@value #ENOUGH}
 * clean requests had it there which differ in another field, all before a source captured it.
 *
 * <p>Values are kept as keyed hashes only. At most {@value #MOST_OWN} are own at a time; the one
 * that was not sent for longest makes room, and each that had to is counted. Thread-safe: a request
 * that finds the table busy is not counted, so nothing here waits.
 */
final class OwnValues {
  /** Requests that must have had a value. */
  static final int ENOUGH = 20;

  /** In UTF-16 units. */
  static final int LONGEST = 120;

  static final int MOST_OWN = 1_024;

  private static final int SLOTS = 1 << 12;
  private static final int PROBED = 8;

  /** Values of one request that are counted. */
  private static final int MOST_VALUES = 64;

  /** Names of an interface are shorter, and its fields are nested less. */
  private static final int LONGEST_NAME = 64;

  private static final int MOST_STEPS = 24;

  /** Of a longer value its length counts, and so much of its beginning and its end. */
  private static final int LONGEST_COMPARED = 512;

  private static final int LONGEST_PATH = 256;

  private static final int STEPS = 4;
  private static final long MIX = 0x9e3779b97f4a7c15L;
  private static final int LONGEST_TIME = 40;

  /** The fewest of {@link #EPOCH_DIGITS}. */
  private static final int SHORTEST_TIME = 10;

  /** Digits of a time since 1970 in seconds, milliseconds, microseconds and nanoseconds. */
  private static final List<Integer> EPOCH_DIGITS = List.of(10, 13, 16, 19);

  /**
   * The bit of {@link Sent#scratch} that marks a value which may be own; the others are its rest.
   */
  private static final long MAY_BE_OWN = 1;

  private static final int[] NONE = {};

  /** Fields of a request that are kept in mind. */
  private static final int PLACES = 1 << 6;

  private final Keys hashing;
  private final ReentrantLock lock = new ReentrantLock();
  private long[] keys = new long[0];

  /** Of each slot: hashes of the rest of the requests that had it; none where one had it. */
  private int[][] rests = new int[0][];

  /** How many requests that differ had it; {@link #first} has the hash of the rest of the first. */
  private int[] counts = new int[0];

  private int[] first = new int[0];
  private @Nullable Own[] own = new Own[0];

  /**
   * Locations of the request that is being counted, and what {@link #placed} says of them: objects,
   * because a start has no need of their class.
   */
  private final @Nullable Object[] placesSeen = new Object[PLACES];

  private final @Nullable Object[] layersSeen = new Object[PLACES];
  private final long[] placed = new long[PLACES];

  private int owned;
  private long evicted;
  private long request;

  OwnValues(Keys hashing) {
    this.hashing = hashing;
  }

  /** One value that is the application's own. */
  private static final class Own {
    private final String processor;
    private final String path;
    private final Location location;
    private final int length;
    private long requests = ENOUGH;
    private long last;

    Own(String processor, String path, Location location, int length) {
      this.processor = processor;
      this.path = path;
      this.location = location;
      this.length = length;
    }
  }

  /** The values of one request, in the order of its leaves, without names. */
  interface Sent extends Places {
    /** The last position of the place, or -1. */
    int position(int index);

    /** False for what was found inside the value before, which is in the same place. */
    boolean isNewPlace(int index);

    Layers layers(int index);

    /** One at a time; null for bytes. */
    @Nullable CharSequence text(int index);

    /** Characters or bytes. */
    int length(int index);

    /** The keyed hash of a text, as {@link Keyed#hash(CharSequence)} makes it. */
    long hash(int index, Keyed keyed);

    /** A number that says which text it is, of its beginning and its end if it is long. */
    long summary(int index);

    /** Where to keep a number for each value, for as long as the request is looked at. */
    long[] scratch();
  }

  /** {@link Sent#summary} of a text. */
  static long summary(CharSequence value) {
    long hash = value.length();
    if (value.length() <= LONGEST_COMPARED) {
      for (int i = 0; i < value.length(); i++) {
        hash = hash * 31 + value.charAt(i);
      }
    } else {
      for (int i = 0; i < LONGEST_COMPARED / 2; i++) {
        hash = hash * 31 + value.charAt(i);
        hash = hash * 31 + value.charAt(value.length() - 1 - i);
      }
    }
    return hash;
  }

  /** The same of a part of an array of ASCII. */
  static long summary(byte[] ascii, int from, int to) {
    long hash = to - from;
    if (to - from <= LONGEST_COMPARED) {
      for (int i = from; i < to; i++) {
        hash = hash * 31 + ascii[i];
      }
    } else {
      for (int i = 0; i < LONGEST_COMPARED / 2; i++) {
        hash = hash * 31 + ascii[from + i];
        hash = hash * 31 + ascii[to - 1 - i];
      }
    }
    return hash;
  }

  /** The values of a payload. */
  static final class Leaves implements Sent {
    private final List<Leaf> leaves = new ArrayList<>();

    Leaves(Payload payload) {
      for (Leaf leaf : payload.leaves()) {
        if (!(leaf instanceof Leaf.Text text && text.isName())) {
          leaves.add(leaf);
        }
      }
    }

    @Override
    public int size() {
      return leaves.size();
    }

    @Override
    public Location location(int index) {
      return leaves.get(index).location();
    }

    @Override
    public int position(int index) {
      return location(index).index();
    }

    @Override
    public boolean isNewPlace(int index) {
      return index == 0 || location(index) != location(index - 1);
    }

    @Override
    public Layers layers(int index) {
      return leaves.get(index).layers();
    }

    @Override
    public @Nullable CharSequence text(int index) {
      return leaves.get(index) instanceof Leaf.Text text ? text.value() : null;
    }

    @Override
    public int length(int index) {
      return leaves.get(index).size();
    }

    @Override
    public long hash(int index, Keyed keyed) {
      return keyed.hash(Objects.requireNonNull(text(index), "a text"));
    }

    @Override
    public long summary(int index) {
      return OwnValues.summary(Objects.requireNonNull(text(index), "a text"));
    }

    @Override
    public long[] scratch() {
      return new long[leaves.size()];
    }
  }

  /**
   * Counts the values of a clean request.
   *
   * @param isCaptured true for a value of which a source has seen anything
   * @throws Work.UsedUp if there are more than the work allows; what was counted stays counted
   */
  void learn(String processor, String path, Sent sent, Work work, Predicate<String> isCaptured) {
    work.charge((long) STEPS * sent.size());
    long all = hashing.get().hash(path);
    long[] rests = sent.scratch();
    int found = 0;
    boolean isTooLong = false;
    for (int i = 0; i < sent.size(); i++) {
      if (isCompared(sent.location(i))) {
        CharSequence value = sent.text(i);
        long rest = 0;
        if (sent.isNewPlace(i)) {
          isTooLong = sent.length(i) > LONGEST;
          rest = rest(sent, i, value, work) & ~MAY_BE_OWN;
          all += rest;
        }
        boolean mayBe = found < MOST_VALUES && !isTooLong && mayBeOwn(value, sent.layers(i));
        rests[i] = rest | (mayBe ? MAY_BE_OWN : 0);
        found += mayBe ? 1 : 0;
      }
    }
    if (found == 0 || !lock.tryLock()) {
      return;
    }
    try {
      learn(processor, path, sent, rests, all, found, work, isCaptured);
    } finally {
      Arrays.fill(placesSeen, null);
      lock.unlock();
    }
  }

  private void learn(
      String processor,
      String path,
      Sent sent,
      long[] rests,
      long all,
      int found,
      Work work,
      Predicate<String> isCaptured) {
    reserve();
    request++;
    int left = found;
    long rest = all;
    for (int i = 0; left > 0; i++) {
      if (sent.isNewPlace(i) && isCompared(sent.location(i))) {
        rest = all - (rests[i] & ~MAY_BE_OWN);
      }
      if ((rests[i] & MAY_BE_OWN) != 0) {
        left--;
        CharSequence value = Objects.requireNonNull(sent.text(i), "a text");
        long placed = placedOnce(processor, sent.location(i), sent.layers(i), work);
        if (placed != 0) {
          work.charge((long) STEPS * value.length());
          long key = key(placed, sent.hash(i, hashing.get()));
          see(key, (int) Keyed.finish(rest), processor, path, sent.location(i), value, isCaptured);
        }
      }
    }
  }

  /** True for a field of the query or the body, which may tell one request from another. */
  private static boolean isCompared(Location at) {
    return switch (at.kind()) {
      case QUERY, FORM, JSON, PART, PROTOBUF -> true;
      case REQUEST, HOST, PATH, FRAGMENT, USER_INFO, HEADER, COOKIE, ENTRY, BODY -> false;
    };
  }

  /** A number that differs where a field does. Times differ in each request and say nothing. */
  private static long rest(Sent sent, int index, @Nullable CharSequence value, Work work) {
    long hash = sent.length(index);
    if (value != null) {
      if (value.length() >= SHORTEST_TIME && value.length() <= LONGEST_TIME && isTime(value)) {
        return 0;
      }
      work.charge(Math.min(value.length(), LONGEST_COMPARED));
      hash = sent.summary(index);
    }
    String name = sent.location(index).name();
    return Keyed.finish(hash * MIX + (name == null ? sent.position(index) : name.hashCode()));
  }

  /** A date with a time of day, or a number of seconds or parts of them since 1970. */
  private static boolean isTime(CharSequence value) {
    if (value.charAt(0) < '0' || value.charAt(0) > '9') {
      return false;
    }
    int digits = 0;
    boolean isPlain = true;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean isDigit = c >= '0' && c <= '9';
      digits += isDigit ? 1 : 0;
      isPlain &= isDigit || c == '.';
      if (!isDigit && "-:.+TtZz ".indexOf(c) < 0) {
        return false;
      }
    }
    if (isPlain) {
      int point = indexOf(value, '.');
      return EPOCH_DIGITS.contains(point < 0 ? digits : point)
          && (value.charAt(0) == '1' || value.charAt(0) == '2');
    }
    return digits >= 12 && indexOf(value, ':') > 0 && indexOf(value, '-') == 4;
  }

  private static int indexOf(CharSequence text, char c) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == c) {
        return i;
      }
    }
    return -1;
  }

  /**
   * True for a value of a field that {@link #isCompared}, if a source could have captured it and
   * the matcher could find it as a whole.
   */
  private static boolean mayBeOwn(@Nullable CharSequence value, Layers layers) {
    return value != null
        && value.length() >= WholeValue.DENSE
        && value.length() <= LONGEST
        && !layers.isPart()
        && (value.length() >= Keyed.GRAM
            || WholeValue.isDecisive(value, value.length(), Thresholds.STRUCTURED))
        && !hasScheme(value); // whoever has a link can fetch what is there
  }

  private static boolean hasScheme(CharSequence value) {
    for (int i = 0; i + 2 < value.length(); i++) {
      if (value.charAt(i) == ':' && value.charAt(i + 1) == '/' && value.charAt(i + 2) == '/') {
        return true;
      }
    }
    return false;
  }

  /** Of a value in a field of a processor; 0 where the place is no field of an interface. */
  private long key(String processor, Location place, Layers layers, CharSequence value, Work work) {
    work.charge((long) STEPS * value.length());
    long placed = placed(processor, place, layers, work);
    return placed == 0 ? 0 : key(placed, hashing.get().hash(value));
  }

  private static long key(long placed, long hash) {
    return Keyed.finish(placed * MIX + hash);
  }

  /** The same as {@link #placed}: requests have the same fields again and again. */
  private long placedOnce(String processor, Location place, Layers layers, Work work) {
    int at = System.identityHashCode(place) & PLACES - 1;
    if (placesSeen[at] != place || layersSeen[at] != layers) {
      placed[at] = placed(processor, place, layers, work);
      placesSeen[at] = place;
      layersSeen[at] = layers;
    }
    return placed[at];
  }

  /** Of a field of a processor; 0 where the place is none. */
  private long placed(String processor, Location place, Layers layers, Work work) {
    long hash = hashing.get().hash(processor);
    int steps = 0;
    for (Location at = place; at != null; at = at.outer()) {
      String name = at.name();
      if (++steps > MOST_STEPS || name != null && name.length() > LONGEST_NAME) {
        return 0;
      }
      work.charge(STEPS);
      long step = at.isRoot() ? 2 + at.kind().ordinal() : 1;
      hash = hash * MIX + (name == null || isNumber(name) ? step : hashing.get().hash(name));
    }
    return (hash * MIX + hashing.get().hash(layers.toString())) | 1;
  }

  /** Positions are not a part of a field's name. */
  private static boolean isNumber(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private void see(
      long key,
      int rest,
      String processor,
      String path,
      Location place,
      CharSequence value,
      Predicate<String> isCaptured) {
    int at = find(key);
    if (at < 0) {
      at = room(key);
      if (at >= 0) {
        keys[at] = key;
        counts[at] = 1;
        first[at] = rest;
        rests[at] = NONE;
      }
      return;
    }
    Own known = own[at];
    if (known != null) {
      known.requests++;
      known.last = request;
    } else if (isNew(at, rest) && counts[at] >= ENOUGH && !isCaptured.test(value.toString())) {
      if (owned == MOST_OWN) {
        evict();
      }
      Own now =
          new Own(processor, path.length() > LONGEST_PATH ? "/" : path, place, value.length());
      now.last = request;
      own[at] = now;
      rests[at] = NONE;
      owned++;
    }
  }

  /** Counts a request that differs from those before; true from the last one on that is needed. */
  private boolean isNew(int at, int rest) {
    int count = counts[at];
    if (count >= ENOUGH) {
      return true; // enough before, but captured then
    }
    int[] known = rests[at];
    if (known.length == 0) {
      if (first[at] == rest) {
        return false;
      }
      known = new int[ENOUGH];
      known[0] = first[at];
      rests[at] = known;
    }
    for (int i = 0; i < count; i++) {
      if (known[i] == rest) {
        return false;
      }
    }
    known[count] = rest;
    counts[at] = count + 1;
    return true;
  }

  private void evict() {
    int oldest = -1;
    for (int i = 0; i < SLOTS; i++) {
      Own each = own[i];
      Own least = oldest < 0 ? null : own[oldest];
      if (each != null && (least == null || each.last < least.last)) {
        oldest = i;
      }
    }
    own[oldest] = null;
    keys[oldest] = 0;
    owned--;
    evicted++;
  }

  private void reserve() {
    if (keys.length == 0) {
      counts = new int[SLOTS];
      first = new int[SLOTS];
      rests = new int[SLOTS][];
      Arrays.fill(rests, NONE);
      own = new Own[SLOTS];
      keys = new long[SLOTS]; // last: without memory for the others nothing has changed
    }
  }

  private int find(long key) {
    int home = (int) (key >>> 40) & SLOTS - 1;
    for (int i = 0; i < PROBED; i++) {
      int at = home + i & SLOTS - 1;
      if (keys[at] == key) {
        return at;
      }
    }
    return -1;
  }

  /** A free slot, or that of the value that fewest requests had; -1 where all are own. */
  private int room(long key) {
    int home = (int) (key >>> 40) & SLOTS - 1;
    int least = -1;
    for (int i = 0; i < PROBED; i++) {
      int at = home + i & SLOTS - 1;
      if (keys[at] == 0) {
        return at;
      }
      if (own[at] == null && (least < 0 || counts[at] < counts[least])) {
        least = at;
      }
    }
    return least;
  }

  /** True for a value that is the application's own at this processor, in this field. */
  boolean isOwn(@Nullable String processor, Leaf.Text leaf, Work work) {
    if (processor == null
        || leaf.isName()
        || !isCompared(leaf.location())
        || !mayBeOwn(leaf.value(), leaf.layers())) {
      return false;
    }
    long key = key(processor, leaf.location(), leaf.layers(), leaf.value(), work);
    lock.lock();
    try {
      int at = key == 0 || owned == 0 ? -1 : find(key);
      return at >= 0 && own[at] != null;
    } finally {
      lock.unlock();
    }
  }

  /** What is own, in no particular order. */
  List<OwnValue> list() {
    List<OwnValue> all = new ArrayList<>();
    lock.lock();
    try {
      for (Own each : own) {
        if (each != null) {
          all.add(
              new OwnValue(each.processor, each.path, each.location, each.length, each.requests));
        }
      }
    } finally {
      lock.unlock();
    }
    return all;
  }

  /** Values that were own and had to make room. */
  long evicted() {
    lock.lock();
    try {
      return evicted;
    } finally {
      lock.unlock();
    }
  }

  /** No value is in it. */
  @Override
  public String toString() {
    return "OwnValues[" + SLOTS + " slots]";
  }
}
