package dev.flowguard.rules.stream;

import java.util.Arrays;

/** The bytes of an event that is not complete yet. */
final class Pending {
  private static final int SMALL = 1 << 10;
  private static final int LARGE = 64 << 10;
  private static final byte[] NOTHING = {};

  private final Room room;
  private byte[] bytes = NOTHING;
  private int length;

  Pending(Room room) {
    this.room = room;
  }

  /** False if it does not fit any more. */
  boolean add(byte b) {
    if (length == Integer.MAX_VALUE - 8 || !room.take(1)) {
      return false;
    }
    if (length == bytes.length) {
      long size = Math.min(Math.max(SMALL, 2L * length), Integer.MAX_VALUE - 8);
      bytes = Arrays.copyOf(bytes, (int) size);
    }
    bytes[length++] = b;
    return true;
  }

  /** Drops the first byte. For short content: all others are moved. */
  void dropFirst() {
    System.arraycopy(bytes, 1, bytes, 0, --length);
    room.give(1);
  }

  void clear() {
    room.give(length);
    length = 0;
    if (bytes.length > LARGE) {
      bytes = NOTHING;
    }
  }

  /** Gives up room to grow where that is cheap: more may come much later, or never. */
  void rest() {
    if (length < bytes.length && length <= SMALL) {
      bytes = length == 0 ? NOTHING : Arrays.copyOf(bytes, length);
    }
  }

  /** Longer than the content; changed by the next byte. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }
}
