package dev.flowguard.agent.gates.urlconnection;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunked framing that the JDK puts around a body (RFC 9112, section 7.1), which is
 * regular: hexadecimal size, no extensions, no trailers. Takes the bytes as they come and looks at
 * each once, however small the chunks are.
 */
final class Chunks {
  private enum Part {
    SIZE,
    SIZE_END,
    DATA,
    DATA_END,
    LAST_END,
    COMPLETE,
    /** Not as the JDK writes it. */
    TORN
  }

  private static final int LINE_END = 2;
  private static final int MOST_DIGITS = 8;

  private Part part = Part.SIZE;
  private int size;
  private int digits;

  /** Bytes that are to come of the chunk's data, or of a line's end. */
  private int left;

  /** The data of a framed body that starts here, as far as it is there. */
  static byte[] body(byte[] framed, int start) {
    int from = Math.min(start, framed.length);
    ByteArrayOutputStream data = new ByteArrayOutputStream(framed.length - from);
    new Chunks().take(framed, from, framed.length - from, data);
    return data.toByteArray();
  }

  /** True if the last chunk was there. */
  boolean isComplete() {
    return part == Part.COMPLETE;
  }

  void take(byte[] bytes, int offset, int length) {
    take(bytes, offset, length, null);
  }

  private void take(byte[] bytes, int offset, int length, @Nullable ByteArrayOutputStream data) {
    int at = offset;
    int end = offset + length;
    while (at < end && part != Part.COMPLETE && part != Part.TORN) {
      if (part == Part.SIZE) {
        at += size(bytes[at]);
        continue;
      }
      int there = Math.min(left, end - at);
      if (part == Part.DATA && data != null) {
        data.write(bytes, at, there);
      }
      at += there;
      left -= there;
      if (left == 0) {
        next();
      }
    }
  }

  /** Reads one byte of a size, or sees that there are no more of them; says how many it took. */
  private int size(byte b) {
    int digit = Character.digit(b, 16);
    if (digit >= 0 && digits < MOST_DIGITS) {
      size = size << 4 | digit;
      digits++;
      return 1;
    }
    left = LINE_END;
    part = digits == 0 || size < 0 ? Part.TORN : Part.SIZE_END;
    return 0;
  }

  private void next() {
    switch (part) {
      case SIZE_END -> {
        part = size == 0 ? Part.LAST_END : Part.DATA;
        left = size == 0 ? LINE_END : size;
      }
      case DATA -> {
        part = Part.DATA_END;
        left = LINE_END;
      }
      case DATA_END -> {
        part = Part.SIZE;
        size = 0;
        digits = 0;
      }
      default -> part = Part.COMPLETE;
    }
  }
}
