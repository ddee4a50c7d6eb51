package dev.flowguard.rules.capture;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Takes a content encoding off a body piece by piece. What comes after a fault, or beyond a bound,
 * is left out. For one thread at a time.
 */
final class ContentStream implements ContentDecoding {
  private static final byte[] NOTHING = {};
  private static final int BUFFER = 8 << 10;
  private static final int SMALLEST_BUFFER = 64;

  /** Times that a text becomes larger, often. */
  private static final int GROWTH = 8;

  private static final int GZIP_HEAD = 10;
  private static final int GZIP_TRAILER = 8;

  // Flags of RFC 1952.
  private static final int HAS_CHECKSUM = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;

  /** What the next byte is of. */
  private enum At {
    HEAD,
    EXTRA_LENGTH,
    EXTRA,
    NAME,
    COMMENT,
    CHECKSUM,
    DATA,
    TRAILER,
    OVER
  }

  private final boolean isGzip;
  private final long mostBytes;
  private @Nullable Inflater inflater;
  private At at = At.HEAD;
  private int flags;

  /** Bytes of the present step that have come, or are still to come. */
  private int count;

  private int first;
  private long decoded;
  private boolean isPartial;

  private ContentStream(boolean isGzip, long mostBytes) {
    this.isGzip = isGzip;
    this.mostBytes = mostBytes;
  }

  /**
   * For this encoding; null where it is not one that can be taken off piece by piece.
   *
   * @param encoding in lower case, empty where there is none
   * @param mostBytes that come out
   */
  static @Nullable ContentStream of(String encoding, long mostBytes) {
    return switch (encoding) {
      case "", "identity" -> {
        ContentStream plain = new ContentStream(false, mostBytes);
        plain.at = At.DATA;
        yield plain;
      }
      case "gzip", "x-gzip" -> new ContentStream(true, mostBytes);
      case "deflate" -> new ContentStream(false, mostBytes);
      default -> null;
    };
  }

  @Override
  public boolean isIncremental() {
    return true;
  }

  /** Of the heap; an inflater keeps some 40 KiB outside it. */
  @Override
  public long held() {
    return 0;
  }

  @Override
  public boolean isPartial() {
    return isPartial;
  }

  @Override
  public void add(byte[] bytes, int from, int to, Sink sink) {
    int next = from;
    while (next < to && at != At.OVER) {
      if (at != At.DATA) {
        step(bytes[next++] & 0xff);
      } else if (inflater != null) {
        next = inflate(inflater, bytes, next, to, sink);
      } else {
        give(bytes, next, to, sink);
        next = to;
      }
    }
  }

  @Override
  public void finish(Sink sink) {}

  /** A byte that is not of the data. */
  private void step(int b) {
    if (!isGzip) {
      zlibHead(b);
      return;
    }
    switch (at) {
      case HEAD -> head(b);
      case EXTRA_LENGTH -> {
        first |= b << 8 * count++;
        if (count == 2) {
          count = first;
          at = count > 0 ? At.EXTRA : after(HAS_EXTRA);
        }
      }
      case EXTRA -> at = --count > 0 ? At.EXTRA : after(HAS_EXTRA);
      case NAME -> at = b == 0 ? after(HAS_NAME) : At.NAME;
      case COMMENT -> at = b == 0 ? after(HAS_COMMENT) : At.COMMENT;
      case CHECKSUM -> at = ++count < 2 ? At.CHECKSUM : after(HAS_CHECKSUM);
      default -> {
        if (++count == GZIP_TRAILER) {
          at = At.HEAD;
          count = 0;
        }
      }
    }
  }

  private void head(int b) {
    if (count == 0 && b != 0x1f || count == 1 && b != 0x8b) {
      fail();
      return;
    }
    flags = count == 3 ? b : flags;
    if (++count == GZIP_HEAD) {
      at = after(0);
    }
  }

  /** The step that follows one of the head, by its flags. */
  private At after(int part) {
    count = 0;
    first = 0;
    if (part == 0 && (flags & HAS_EXTRA) != 0) {
      return At.EXTRA_LENGTH;
    }
    if ((part == 0 || part == HAS_EXTRA) && (flags & HAS_NAME) != 0) {
      return At.NAME;
    }
    if (part != HAS_COMMENT && part != HAS_CHECKSUM && (flags & HAS_COMMENT) != 0) {
      return At.COMMENT;
    }
    if (part != HAS_CHECKSUM && (flags & HAS_CHECKSUM) != 0) {
      return At.CHECKSUM;
    }
    begin(true);
    return At.DATA;
  }

  /** Some servers leave out the two bytes that RFC 1950 puts in front. */
  private void zlibHead(int b) {
    if (count++ == 0) {
      first = b;
      return;
    }
    boolean isZlib = (first & 0x0f) == 8 && first <= 0x7f && (first << 8 | b) % 31 == 0;
    begin(!isZlib);
    if (inflater != null) {
      inflater.setInput(new byte[] {(byte) first, (byte) b});
    }
    at = At.DATA;
  }

  private void begin(boolean isRaw) {
    if (inflater == null) {
      inflater = new Inflater(isRaw);
    } else {
      inflater.reset();
    }
  }

  /** Answers where to go on. */
  private int inflate(Inflater from, byte[] bytes, int start, int end, Sink sink) {
    int next = start;
    // One that is kept would be most of what an open stream needs.
    byte[] buffer = new byte[Math.min(BUFFER, SMALLEST_BUFFER + GROWTH * (end - start))];
    try {
      while (at == At.DATA) {
        int n = from.inflate(buffer);
        if (n > 0) {
          give(buffer, 0, n, sink);
        } else if (from.finished()) {
          int left = from.getRemaining();
          at = isGzip ? At.TRAILER : At.OVER;
          count = 0;
          return next - left;
        } else if (from.needsDictionary()) {
          fail();
        } else if (next < end) {
          from.setInput(bytes, next, end - next);
          next = end;
        } else {
          from.setInput(NOTHING); // else it keeps the bytes that it has read
          break;
        }
      }
    } catch (DataFormatException e) {
      fail();
    }
    return end;
  }

  private void give(byte[] bytes, int from, int to, Sink sink) {
    int room = (int) Math.min(to - from, mostBytes - decoded);
    sink.decoded(bytes, from, from + room);
    decoded += room;
    if (room < to - from) {
      fail();
    }
  }

  private void fail() {
    isPartial = true;
    at = At.OVER;
  }

  /** Releases what is held outside the heap too. */
  @Override
  public void close() {
    at = At.OVER;
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
  }
}
