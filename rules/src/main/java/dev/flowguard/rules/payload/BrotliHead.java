package dev.flowguard.rules.payload;

/**
 * The first bits of a brotli stream (RFC 7932, section 9), which tell nearly all random bytes from
 * it: a decoder allocates what they declare, however little there is behind them.
 */
final class BrotliHead {
  private static final int SMALLEST_WINDOW = 16;

  private final byte[] bytes;
  private int at;

  private BrotliHead(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The window that bytes declare, or -1 if they are not brotli, or the first block declares more
   * output than this.
   */
  static long window(byte[] bytes, long mostOutput) {
    BrotliHead head = new BrotliHead(bytes);
    int log = head.windowLog();
    return log < 0 || !head.isBlock(mostOutput) ? -1 : 1L << log;
  }

  private int windowLog() {
    if (bits(1) == 0) {
      return SMALLEST_WINDOW;
    }
    int more = bits(3);
    if (more != 0) {
      return 17 + more;
    }
    more = bits(3);
    return more == 0 ? 17 : more == 1 ? -1 : 8 + more;
  }

  /** True if a block of data begins here, behind blocks of metadata or not. */
  private boolean isBlock(long mostOutput) {
    while (at < 8L * bytes.length) {
      boolean isLast = bits(1) == 1;
      if (isLast && bits(1) == 1) {
        return false; // empty
      }
      int nibbles = bits(2);
      if (nibbles < 3) {
        long length = 0;
        for (int i = 0; i < 4 + nibbles; i++) {
          int nibble = bits(4);
          if (nibble == 0 && i > 3 && i == 3 + nibbles) {
            return false; // longer than it needs to be
          }
          length |= (long) nibble << 4 * i;
        }
        return length < mostOutput;
      }
      if (isLast || bits(1) != 0) {
        return false;
      }
      int count = bits(2);
      long skipped = 0;
      for (int i = 0; i < count; i++) {
        skipped |= (long) bits(8) << 8 * i;
      }
      long next = (at + 7) / 8 + (count == 0 ? 0 : skipped + 1);
      if (next >= bytes.length) {
        return false;
      }
      at = (int) next * 8;
    }
    return false;
  }

  /** The next bits, lowest first; zeros behind the end. */
  private int bits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++, at++) {
      int index = at >> 3;
      value |= index < bytes.length ? (bytes[index] >> (at & 7) & 1) << i : 0;
    }
    return value;
  }
}
