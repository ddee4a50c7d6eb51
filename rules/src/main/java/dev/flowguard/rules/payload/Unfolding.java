package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.inspection.Inspection.Incomplete;
import dev.flowguard.rules.inspection.Inspection.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
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
  private static final int SMALLEST_INSIDE = 8;

  private static final int NANOS_PER_MILLI = 1_000_000;

  /** Tokens and signatures are shorter. */
  private static final int SHORTEST_OPAQUE = 8 << 10;

  private static final int LONGEST_SAMPLE = 64 << 10;

  /** Bits a byte, from which on bytes look like noise. */
  private static final double OPAQUE_BITS = 7.8;

  private final UnfoldLimits limits;
  private final long deadline;
  private final List<Leaf> leaves = new ArrayList<>();
  private final Deque<Part> stack = new ArrayDeque<>();
  private final List<Part> inside = new ArrayList<>();
  private final Set<Seen> seen = new HashSet<>();
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
  private final BoundedInflater inflater;
  private final Outline outline = new Outline();

  private int parts;
  private long decoded;

  Unfolding(UnfoldLimits limits) {
    this.limits = limits;
    this.deadline = System.nanoTime() + (long) limits.millis() * NANOS_PER_MILLI;
    this.inflater = new BoundedInflater(this, limits);
  }

  UnfoldLimits limits() {
    return limits;
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
    if (part.depth() > limits.depth()) {
      incomplete(Reason.WORK);
    } else if (!seen.add(new Seen(part))) {
      // The same content in the same place, by another way.
      return;
    } else if (++parts > limits.parts()) {
      incomplete(Reason.WORK);
    } else {
      inside.add(part);
    }
  }

  /** Counts decoded output; false, and noted, if that was too much. */
  boolean decoded(long bytes) {
    decoded += bytes;
    if (decoded > limits.decodedBytes()) {
      incomplete(Reason.WORK);
      return false;
    }
    return true;
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
    if (value.length() >= SMALLEST_INSIDE) {
      look(location, layers, depth, value);
    }
  }

  /** A name: a leaf where it could be content, and whatever stands inside it. */
  void name(Location location, Layers layers, String name) {
    if (!Location.shown(name).equals(name)) {
      leaf(new Leaf.Text(location, layers, name, true));
      if (name.length() >= Location.SHOWN_CHARS) {
        look(location, layers, layers.depth(), name);
      }
    }
  }

  private void look(Location location, Layers layers, int depth, String value) {
    outline.look(value);
    Part part = null;
    for (Decoder decoder : Decoders.VALUE) {
      if (decoder.mayOpen(outline)) {
        part = part == null ? Part.ofText(location, layers, depth, value) : part;
        if (decoder.open(part, this)) {
          return;
        }
      }
    }
  }

  void leaf(Leaf leaf) {
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
      if (System.nanoTime() - deadline > 0) {
        incomplete(Reason.WORK);
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
      TextEncoding read = TextEncoding.read(bytes, part.type());
      if (read != null) {
        openText(part.asText(read.text(), read.layer()), read.text());
        if (!read.keepsAscii()) {
          strings(part, bytes); // what declares or seems to be of such a charset may be of another
        }
      } else if (!isOpened(Decoders.OPAQUE, part)) {
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
    String strings = StringsInside.of(bytes);
    if (strings != null) {
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
    for (Decoder decoder : Decoders.TEXT) {
      if (decoder.open(part, this)) {
        return;
      }
    }
    value(part.location(), part.layers(), part.depth(), text);
  }

  /** A part by its place and content. */
  private static final class Seen {
    private static final int HASHED = 64;

    private final Part part;
    private final int hash;

    Seen(Part part) {
      this.part = part;
      this.hash =
          System.identityHashCode(part.location())
              ^ (part.bytes() != null ? hash(part.bytes()) : Objects.hashCode(part.text()));
    }

    /** Of the length and a few bytes: what is alike in these is compared. */
    private static int hash(byte[] bytes) {
      int hash = bytes.length;
      int step = Math.max(1, bytes.length / HASHED);
      for (int i = 0; i < bytes.length; i += step) {
        hash = 31 * hash + bytes[i];
      }
      return hash;
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
      return hash;
    }
  }

  Payload payload() {
    return new Payload(leaves, reasons.isEmpty() ? Inspection.COMPLETE : new Incomplete(reasons));
  }

  /** Where the body's own kind of place begins: JSON in a body is JSON, not body JSON. */
  static Location root(Part part, Location.Kind kind) {
    Location location = part.location();
    return location.isRoot() && location.kind() == Location.Kind.BODY
        ? Location.of(kind)
        : location.inside(kind);
  }
}
