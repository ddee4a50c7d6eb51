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

  /** Of a part whose document is dead. */
  private static final byte GONE = 2;

  /** By number; null where it is free. The first is never used. */
  @Nullable Captured[] of = new Captured[64];

  /** Which part of its document it is; of a free one, the next free one. */
  int[] chunk = new int[64];

  /**
   * What a sweep does with entries of a part, as it was when the sweep began: a sweep asks for the
   * entries of all documents, which are all over the heap.
   */
  private byte[] marks = new byte[64];

  private int unmarked = 1;
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
    marks = other.marks.clone();
    unmarked = other.unmarked;
    used = other.used;
    free = other.free;
    taken = other.taken;
  }

  /** A number for a part of a document; fails if there is none left. */
  int take(Captured captured, int number) {
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
        byte[] marked = Arrays.copyOf(marks, length);
        of = Arrays.copyOf(of, length);
        chunk = chunks;
        marks = marked;
      }
      part = used++;
      unmarked += unmarked == part ? 1 : 0; // this one needs no mark
    }
    chunk[part] = number;
    of[part] = captured;
    marks[part] = KEPT;
    taken++;
    return part;
  }

  /** Before a sweep, which drops the entries of documents that are dead when they are marked. */
  void beginMarking() {
    unmarked = 1;
  }

  /** False while parts are left to be marked, and none may be swept. */
  boolean areMarked() {
    return unmarked >= used;
  }

  /**
   * Marks more parts.
   *
   * @param most that are marked
   * @return how many were
   */
  int mark(long most) {
    int first = unmarked;
    int end = most > used - first ? used : first + (int) most;
    for (int part = first; part < end; part++) {
      Captured captured = of[part];
      marks[part] = captured == null || captured.isDead ? GONE : captured.isThin ? THIN : KEPT;
    }
    unmarked = end;
    return end - first;
  }

  /** True if entries of this part go. */
  boolean isMarkedGone(int part) {
    return marks[part] == GONE;
  }

  /** True if every other entry of this part goes. */
  boolean isMarkedThin(int part) {
    return marks[part] == THIN;
  }

  /**
   * Frees the numbers of documents that no table has an entry of.
   *
   * @param round that swept all tables: what died before it began has no entries any more
   */
  void release(int round) {
    for (int part = 1; part < used; part++) {
      Captured captured = of[part];
      if (captured != null && captured.isDead && captured.diedIn < round) {
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
    return (long) of.length * SLOT_BYTES;
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
