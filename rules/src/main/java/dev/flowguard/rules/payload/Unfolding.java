package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.inspection.Inspection.Incomplete;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.inspection.Work;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One payload on its way: work list, budgets, and what came of it so far. For one thread.
 *
 * <p>The work list is a stack, and a part's inner parts are taken before its neighbours, so that
 * leaves come in payload order.
 */
final class Unfolding {
  /** Shorter values hold nothing that is worth opening. */
  static final int SMALLEST_INSIDE = 8;

  /** Steps and bytes of a part, with its place in the work list. */
  private static final int PART = 128;

  /** Bytes of a leaf with its place, beside its characters. */
  private static final int LEAF = 208;

  /** Steps of a byte that is read as a text, in one charset after the other. */
  private static final int READINGS = 4;

  /** Bytes of one that is read as a text, where letters beyond Latin are found on the way. */
  private static final int TEXT_BYTES = 4;

  /** Steps of a byte in which readable runs are looked for. */
  private static final int STRING_STEPS = 7;

  /** Bytes of a place that is kept in mind. */
  private static final int PLACE = 80;

  /** Bytes of a character in readable runs, as they grow. */
  private static final int STRING_BYTES = 6;

  /** Tokens and signatures are shorter. */
  private static final int SHORTEST_OPAQUE = 8 << 10;

  private static final int LONGEST_SAMPLE = 64 << 10;

  /** Bits a byte, from which on bytes look like noise. */
  private static final double OPAQUE_BITS = 7.8;

  private final UnfoldLimits limits;
  private final Work work;
  private final List<Leaf> leaves = new ArrayList<>();
  private final Deque<Part> stack = new ArrayDeque<>();
  private final List<Part> inside = new ArrayList<>();
  private final Map<Extent, Seen> firsts = new HashMap<>();
  private final Set<Seen> seen = new HashSet<>();
  private final Set<Long> places = new HashSet<>();
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
  private final BoundedInflater inflater;
  private final Outline outline = new Outline();
  private final StringBuilder[] scratch = {
    new StringBuilder(), new StringBuilder(), new StringBuilder()
  };

  private final boolean isShownOnly;

  private int parts;
  private long decoded;

  /**
   * @param work charged with whatever is read and made
   */
  Unfolding(UnfoldLimits limits, Work work) {
    this(limits, work, false);
  }

  /**
   * @param isShownOnly true for what people see in a file; false for all that may be a text
   * @param work charged with whatever is read and made
   */
  Unfolding(UnfoldLimits limits, Work work, boolean isShownOnly) {
    this.limits = limits;
    this.isShownOnly = isShownOnly;
    this.work = work;
    this.inflater = new BoundedInflater(this, limits);
  }

  Work work() {
    return work;
  }

  /** True if formats are read for the text that they show, and nothing is guessed. */
  boolean isShownOnly() {
    return isShownOnly;
  }

  /** Releases what decompression holds outside the heap. */
  void close() {
    inflater.close();
  }

  UnfoldLimits limits() {
    return limits;
  }

  /**
   * An empty buffer to make a text in, one of three. It is used again for the next text, so what
   * was made is taken out of it before a value, name or part is added.
   */
  StringBuilder scratch(int number) {
    scratch[number].setLength(0);
    return scratch[number];
  }

  BoundedInflater inflater() {
    return inflater;
  }

  /** Notes that something was not looked at. */
  void incomplete(Reason reason) {
    reasons.add(reason);
  }

  /** Has a part looked at, unless a budget is used up. */
  void add(Part part) {
    work.allocate(PART);
    work.charge(part.size());
    if (part.depth() > limits.depth()) {
      incomplete(Reason.WORK);
    } else if (!isNew(part)) {
      return;
    } else if (++parts > limits.parts()) {
      incomplete(Reason.WORK);
    } else {
      inside.add(part);
    }
  }

  /**
   * False if the same content was in the same place before, by another way. Most parts are the only
   * ones of their size in their place: their content is not even hashed.
   */
  private boolean isNew(Part part) {
    Seen now = new Seen(part);
    Seen first = firsts.putIfAbsent(new Extent(part.location(), part.size()), now);
    if (first == null) {
      return true;
    }
    seen.add(first);
    return seen.add(now);
  }

  /**
   * Has what a decoder made of a text looked at.
   *
   * @param read of the part's text: all of it, or some stretches
   */
  void addText(Part part, String read, String layer, String made) {
    if (made.isEmpty()) {
      return;
    }
    boolean isWhole = read.length() == part.size();
    add(isWhole ? part.innerText(layer, made) : part.partlyInnerText(layer, made));
  }

  /** True the first time that a layer was found in this place, among these characters. */
  boolean isNewPlace(Part part, String layer, String text, int start, int end) {
    work.allocate(PLACE);
    long hash = System.identityHashCode(part.location());
    hash = hash * Seen.KEY + layer.hashCode();
    for (int i = Math.max(0, start); i < Math.min(text.length(), end); i++) {
      hash = hash * Seen.KEY + text.charAt(i);
    }
    return places.add(hash);
  }

  /** Counts decoded output; false, and noted, if that was too much. */
  boolean decoded(long bytes) {
    work.allocate(3 * bytes); // as it grows, and as it is kept
    decoded += bytes;
    if (decoded > limits.decodedBytes()) {
      incomplete(Reason.WORK);
      return false;
    }
    return true;
  }

  /** True once there are as many parts as may be: what is added now is not looked at. */
  boolean isFull() {
    return parts > limits.parts();
  }

  /** Decoded output that is left. */
  long decodedLeft() {
    return Math.max(0, limits.decodedBytes() - decoded);
  }

  /**
   * A value: a leaf, and whatever stands inside it.
   *
   * @param depth layers opened so far
   */
  void value(Location location, Layers layers, int depth, String value) {
    if (value.isEmpty()) {
      return;
    }
    leaf(new Leaf.Text(location, layers, value, false));
    if (value.length() >= SMALLEST_INSIDE && !isShownOnly) {
      inside(location, layers, depth, value);
    }
  }

  /** A name: a leaf where it could be content, and whatever stands inside it. */
  void name(Location location, Layers layers, String name) {
    if (!isShownOnly && !Location.isPlain(name)) {
      leaf(new Leaf.Text(location, layers, name, true));
      if (name.length() >= Location.SHORTEST_TEXT) {
        inside(location, layers, layers.depth(), name);
      }
    }
  }

  /** Whatever stands inside a value that is no leaf itself. */
  void inside(Location location, Layers layers, int depth, String value) {
    work.charge(2L * value.length()); // the runs are counted where somebody asks for them
    outline.look(value);
    // Asked beforehand: what a decoder finds inside is looked at by the same outline.
    int asked = 0;
    if (outline.has(Decoders.VALUE_SIGNS)) {
      for (int i = 0; i < Decoders.VALUE.size(); i++) {
        asked |= outline.has(Decoders.VALUE.get(i).signs()) ? 1 << i : 0;
      }
    }
    Part part = asked == 0 ? null : Part.ofText(location, layers, depth, value);
    for (int i = 0; part != null && i < Decoders.VALUE.size(); i++) {
      if ((asked & 1 << i) != 0) {
        work.charge(value.length());
        if (Decoders.VALUE.get(i).open(part, this)) {
          return;
        }
      }
    }
  }

  void leaf(Leaf leaf) {
    work.allocate(LEAF);
    if (leaves.size() < limits.leaves()) {
      leaves.add(leaf);
    } else {
      incomplete(Reason.WORK);
    }
  }

  /** Looks at all parts, and at the parts inside them. */
  void run() {
    for (; ; ) {
      for (int i = inside.size() - 1; i >= 0; i--) {
        stack.push(inside.get(i));
      }
      inside.clear();
      Part part = stack.poll();
      if (part == null) {
        return;
      }
      open(part);
    }
  }

  private void open(Part part) {
    byte[] bytes = part.bytes();
    if (bytes != null) {
      if (isOpened(Decoders.BYTES, part)) {
        return;
      }
      work.allocate((long) TEXT_BYTES * bytes.length);
      work.charge((long) READINGS * bytes.length);
      TextEncoding read = TextEncoding.read(bytes, part.type());
      TextEncoding legacy = legacy(bytes, part.type(), read);
      if (legacy != null) {
        openText(part.asText(legacy.text(), legacy.layer()), legacy.text());
        if (isShownOnly) {
          return;
        }
      }
      if (read != null) {
        openText(part.asText(read.text(), read.layer()), read.text());
        if (!read.keepsAscii() && !isShownOnly) {
          strings(part, bytes); // what declares or seems to be of such a charset may be of another
        } else {
          strings(part, bytes, StringsInside.wordsOf(bytes, work));
        }
      } else if (isShownOnly || !isOpened(Decoders.OPAQUE, part)) {
        file(part, bytes);
        if (isOpaque(bytes)) {
          incomplete(Reason.OPAQUE);
        }
      }
      return;
    }
    String text = part.text();
    if (text != null) {
      openText(part, text);
    }
  }

  private @Nullable TextEncoding legacy(
      byte[] bytes, @Nullable String type, @Nullable TextEncoding read) {
    work.charge(bytes.length);
    TextEncoding legacy = TextEncoding.legacy(bytes, type, read);
    if (legacy != null) {
      work.charge((long) READINGS * bytes.length);
      work.allocate((long) TEXT_BYTES * bytes.length);
    }
    return legacy;
  }

  private boolean isOpened(List<Decoder> decoders, Part part) {
    for (Decoder decoder : decoders) {
      if (decoder.open(part, this)) {
        return true;
      }
    }
    return false;
  }

  /** Bytes that stay whole: a leaf, and the readable runs inside it. */
  void file(Part part, byte[] bytes) {
    leaf(new Leaf.Binary(part.location(), part.layers(), bytes, part.type(), part.fileName()));
    strings(part, bytes);
  }

  /** The readable runs inside bytes. */
  void strings(Part part, byte[] bytes) {
    if (isShownOnly) {
      return;
    }
    work.charge((long) STRING_STEPS * bytes.length);
    strings(part, bytes, StringsInside.of(bytes, isOpaque(bytes), work));
  }

  private void strings(Part part, byte[] bytes, @Nullable String strings) {
    if (strings != null) {
      work.allocate((long) STRING_BYTES * strings.length());
      if (strings.length() >= StringsInside.MOST_BYTES && FileKind.of(bytes) == null) {
        incomplete(Reason.WORK); // the rest of them was not looked at
      }
      value(part.location(), part.layers().then("strings"), part.depth() + 1, strings);
    }
  }

  /**
   * True for bytes of some length that look like noise: encrypted, or compressed in a way that
   * nothing here knows.
   */
  private static boolean isOpaque(byte[] bytes) {
    if (bytes.length < SHORTEST_OPAQUE) {
      return false;
    }
    int length = Math.min(bytes.length, LONGEST_SAMPLE);
    int[] counts = new int[256];
    for (int i = 0; i < length; i++) {
      counts[bytes[i] & 0xff]++;
    }
    double bits = 0;
    for (int count : counts) {
      double share = (double) count / length;
      bits -= count == 0 ? 0 : share * Math.log(share) / Math.log(2);
    }
    return bits > OPAQUE_BITS;
  }

  private void openText(Part part, String text) {
    if (isShownOnly) {
      for (String shown : ShownText.of(text, part.mediaType(), work)) {
        value(part.location(), part.layers(), part.depth(), shown);
      }
      return;
    }
    for (Decoder decoder : Decoders.TEXT) {
      work.charge(text.length());
      if (decoder.open(part, this)) {
        return;
      }
    }
    value(part.location(), part.layers(), part.depth(), text);
  }

  /** The place and size of a part. */
  private record Extent(Location location, int size) {}

  /** A part by its place and content. Its hash is made when it is first asked for. */
  private static final class Seen {
    /** Unknown to senders, so that they cannot make parts that are alike in their hash. */
    private static final long KEY = new SecureRandom().nextLong() | 1;

    private final Part part;
    private boolean isHashed;
    private int hash;

    Seen(Part part) {
      this.part = part;
    }

    private static int hash(byte[] bytes) {
      long hash = bytes.length;
      for (byte b : bytes) {
        hash = KEY * hash + b;
      }
      return (int) (hash >>> 32);
    }

    private static int hash(@Nullable String text) {
      long hash = 0;
      for (int i = 0; text != null && i < text.length(); i++) {
        hash = KEY * hash + text.charAt(i);
      }
      return (int) (hash >>> 32);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Seen that
          && part.location() == that.part.location()
          && Objects.equals(part.type(), that.part.type())
          && Arrays.equals(part.bytes(), that.part.bytes())
          && Objects.equals(part.text(), that.part.text());
    }

    @Override
    public int hashCode() {
      if (!isHashed) {
        hash =
            System.identityHashCode(part.location())
                ^ (part.bytes() != null ? hash(part.bytes()) : hash(part.text()));
        isHashed = true;
      }
      return hash;
    }
  }

  Payload payload() {
    return new Payload(leaves, reasons.isEmpty() ? Inspection.COMPLETE : new Incomplete(reasons));
  }

  /**
   * Notes that the work is used up, and keeps what can be kept at little cost: the body as it is,
   * so that no content in it is hidden by what used up the work.
   */
  void usedUp(byte @Nullable [] body, @Nullable String type) {
    incomplete(Reason.WORK);
    TextEncoding read = body == null ? null : TextEncoding.read(body, type);
    if (read != null) {
      boolean isForm = type != null && MediaType.isForm(MediaType.of(type));
      leaves.add(
          new Leaf.Text(
              Location.of(Location.Kind.BODY),
              Layers.NONE,
              isForm ? PercentDecoder.decode(read.text(), true) : read.text(),
              false));
    }
  }

  /** Where the body's own kind of place begins: JSON in a body is JSON, not body JSON. */
  static Location root(Part part, Location.Kind kind) {
    Location location = part.location();
    return location.isRoot() && location.kind() == Location.Kind.BODY
        ? Location.of(kind)
        : location.inside(kind);
  }
}
