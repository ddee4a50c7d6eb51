package dev.flowguard.rules.capture;

import dev.flowguard.rules.payload.BlockEncodings;
import java.util.Arrays;

/**
 * Takes an encoding off whose decoder cannot go on where it has stopped: the body is opened again
 * from its start. A larger one is when it has doubled and at its end, so that the work stays in
 * proportion.
 */
final class ReopenedContent implements ContentDecoding {
  private static final int MOST_READ_AGAIN = 1 << 20;

  private final String encoding;
  private final int mostBytes;
  private byte[] bytes = {};
  private int length;

  /** Bytes of the body that were opened last. */
  private int opened;

  /** Bytes that were handed over. */
  private int given;

  private boolean isPartial;

  ReopenedContent(String encoding, long mostBytes) {
    this.encoding = encoding;
    this.mostBytes = (int) Math.min(mostBytes, Integer.MAX_VALUE >> 1);
  }

  @Override
  public void add(byte[] from, int start, int end, Sink sink) {
    int room = Math.min(end - start, mostBytes - length);
    isPartial |= room < end - start;
    if (length + room > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * length, length + room));
    }
    System.arraycopy(from, start, bytes, length, room);
    length += room;
    if (length <= MOST_READ_AGAIN || length >= 2 * opened) {
      finish(sink);
    }
  }

  @Override
  public void finish(Sink sink) {
    if (opened == length) {
      return;
    }
    opened = length;
    byte[] all = BlockEncodings.open(encoding, Arrays.copyOf(bytes, length), mostBytes);
    isPartial |= all.length >= mostBytes;
    if (all.length > given) {
      sink.decoded(all, given, all.length);
      given = all.length;
    }
  }

  @Override
  public boolean isIncremental() {
    return false;
  }

  @Override
  public long held() {
    return bytes.length;
  }

  @Override
  public boolean isPartial() {
    return isPartial;
  }

  @Override
  public void close() {
    bytes = new byte[0];
    length = 0;
    opened = 0;
  }
}
