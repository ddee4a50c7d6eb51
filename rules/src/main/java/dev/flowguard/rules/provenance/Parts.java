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

  private static final int SLOT_BYTES = 8;

  /** By number; null where it is free. The first is never used. */
  @Nullable Captured[] of = new Captured[64];

  /** Which part of its document it is; of a free one, the next free one. */
  int[] chunk = new int[64];

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
        of = Arrays.copyOf(of, length);
        chunk = chunks;
      }
      part = used++;
    }
    chunk[part] = number;
    of[part] = captured;
    taken++;
    return part;
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
