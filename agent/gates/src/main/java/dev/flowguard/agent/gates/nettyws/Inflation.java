package dev.flowguard.agent.gates.nettyws;

import dev.flowguard.agent.spi.HeldBody;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Follows what a client compresses by {@code permessage-deflate}, of which each message may refer
 * to those before it. For one thread at a time.
 */
final class Inflation {
  /** What the sender cuts off the end of each message (RFC 7692, 7.2.1). */
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private final Inflater inflater = new Inflater(true);
  private boolean isLost;

  /** The plain bytes of a fragment, or null from the first one on that cannot be read. */
  byte @Nullable [] inflate(byte[] fragment, boolean isLast) {
    if (isLost) {
      return null;
    }
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    isLost = !feed(fragment, plain) || isLast && !feed(TAIL, plain);
    return isLost ? null : plain.toByteArray();
  }

  private boolean feed(byte[] bytes, ByteArrayOutputStream to) {
    byte[] buffer = new byte[8 << 10];
    inflater.setInput(bytes);
    try {
      while (to.size() <= HeldBody.MAX_BYTES) {
        if (inflater.finished()) {
          int left = inflater.getRemaining();
          inflater.reset(); // a stream of its own for each message
          inflater.setInput(bytes, bytes.length - left, left);
        }
        int count = inflater.inflate(buffer);
        if (count == 0) {
          return inflater.needsInput() || inflater.finished() && inflater.getRemaining() == 0;
        }
        to.write(buffer, 0, count);
      }
      return false;
    } catch (DataFormatException e) {
      return false;
    }
  }

  void end() {
    isLost = true;
    inflater.end();
  }
}
