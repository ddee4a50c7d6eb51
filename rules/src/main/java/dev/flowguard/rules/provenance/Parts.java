package dev.flowguard.rules.provenance;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers for parts of documents, which entries of tables have in place of references: {@value
 * #CHUNK} characters, or rows, each. A number is used again once no table has an entry with it. Not
 * thread-safe; the owner locks.
 */
final class Parts {
  /** Characters or rows of a part. */
  static final int CHUNK = 1 << 8;

  /** As many as an entry has bits for. */
  static final int MOST = 1 << 21;

  private static final int SLOT_BYTES = 9;

  /** Of a part whose entries are all kept. */
  private static final byte KEPT = 0;

  /** Of a part whose document is thin. */
  private static final byte THIN = 1;

  /** Of a part whose document died after the sweep began that is under way, or since the last. */
  private static final byte DYING = 2;

  /** Of a part whose document was dead when the sweep began that is under way. */
  private static final byte GONE = 3;

  private static final int[] NONE = {};

  /** By number; null where it is free. The first is never used. */
  @Nullable Captured[] of = new Captured[64];

  /** Which part of its document it is; of a free one, the next free one. */
  int[] chunk = new int[64];

  /**
   * The part of the same document that was taken before this one; 0 for none. Empty as long as no
   * document has two.
   */
  private int[] before = NONE;

  /** What becomes of entries of a part, so that a sweep need not look into all documents. */
  private byte[] marks = new byte[64];

  private int used = 1;
  private int free;
  private int taken;

  Parts() {}

  Parts(Parts other, Copies copies) {
    of = new Captured[other.of.length];
    for (int i = 0; i < of.length; i++) {
      Captured each = other.of[i];
      of[i] = each == null ? null : copies.of(each);
    }
    chunk = other.chunk.clone();
    before = other.before.clone();
    marks = other.marks.clone();
    used = other.used;
    free = other.free;
    taken = other.taken;
  }

  /** A number for a part of a document; fails if there is none left. */
  int take(Captured captured, int number) {
    if (captured.parts != 0 && before.length == 0) {
      before = new int[of.length];
    }
    int part = free;
    if (part != 0) {
      free = chunk[part];
    } else {
      if (used == MOST) {
        throw new IllegalStateException("too many parts of documents");
      }
      if (used == of.length) {
        int length = Math.min(MOST, used + used / 2);
        int[] chunks = Arrays.copyOf(chunk, length);
        int[] befores = before.length == 0 ? before : Arrays.copyOf(before, length);
        byte[] marked = Arrays.copyOf(marks, length);
        of = Arrays.copyOf(of, length);
        chunk = chunks;
        before = befores;
        marks = marked;
      }
      part = used++;
    }
    chunk[part] = number;
    of[part] = captured;
    if (before.length > 0) {
      before[part] = captured.parts;
    }
    marks[part] = KEPT;
    captured.parts = part;
    taken++;
    return part;
  }

  /** The entries of this document go. */
  void died(Captured captured) {
    mark(captured, DYING);
  }

  /** Every other entry of this document goes. */
  void thinned(Captured captured) {
    mark(captured, THIN);
  }

  private void mark(Captured captured, byte mark) {
    int part = captured.parts;
    while (part != 0) {
      marks[part] = mark;
      part = before.length == 0 ? 0 : before[part];
    }
  }

  /** True if all entries of this part stay. */
  boolean isKept(int part) {
    return marks[part] == KEPT;
  }

  /** True if all entries of this part go. */
  boolean isGone(int part) {
    return marks[part] >= DYING;
  }

  /** Before a sweep of all tables. */
  void beginSweep() {
    for (int part = 1; part < used; part++) {
      if (marks[part] == DYING) {
        marks[part] = GONE;
      }
    }
  }

  /** After a sweep of all tables: frees the numbers of documents that were dead when it began. */
  void endSweep() {
    for (int part = 1; part < used; part++) {
      if (marks[part] == GONE) {
        marks[part] = KEPT;
        of[part] = null;
        chunk[part] = free;
        free = part;
        taken--;
      }
    }
  }

  /** True if there are so few numbers left that documents must go. */
  boolean isNearlyFull() {
    return taken > MOST / 8 * 7;
  }

  long bytes() {
    return (long) of.length * SLOT_BYTES + 4L * before.length;
  }

  /** Numbers the parts of one document as its offsets grow. */
  static final class Cursor {
    private final Parts parts;
    private final Captured captured;
    private int number = -1;
    private int part;

    Cursor(Parts parts, Captured captured) {
      this.parts = parts;
      this.captured = captured;
    }

    /** The number of the part that this offset is in. */
    int part(int offset) {
      if (offset / CHUNK != number) {
        part = parts.take(captured, offset / CHUNK);
        number = offset / CHUNK;
      }
      return part;
    }
  }
}
