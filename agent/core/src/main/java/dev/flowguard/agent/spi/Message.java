package dev.flowguard.agent.spi;

import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.util.Arrays;

/**
 * The message that a WebSocket is sending, which may come in fragments. Each fragment is judged
 * with what came shortly before it, so that content cut over fragments is seen when its last part
 * comes; the last one is judged with all of the message. For one thread at a time.
 */
public final class Message {
  /** Bytes before a fragment that are judged with it. */
  private static final int WINDOW = 16 << 10;

  private byte[] bytes = new byte[0];
  private long length;
  private boolean isWhole = true;

  /**
   * Adds a fragment and returns what is to be judged.
   *
   * @param isLast true for the end of the message
   */
  public Body add(byte[] fragment, boolean isLast) {
    boolean isFirst = length == 0;
    length += fragment.length;
    if (length > HeldBody.MAX_BYTES) {
      isWhole = false;
    }
    if (isLast && isFirst) {
      return isWhole ? new Body.Held(fragment) : new Body.NotHeld(Reason.TOO_LARGE);
    }
    int kept = isWhole ? bytes.length : Math.min(bytes.length, WINDOW);
    byte[] more = Arrays.copyOfRange(bytes, bytes.length - kept, bytes.length + fragment.length);
    System.arraycopy(fragment, 0, more, kept, fragment.length);
    bytes = more;
    if (!isWhole) {
      return new Body.NotHeld(Reason.TOO_LARGE);
    }
    int from = isLast ? 0 : Math.max(0, bytes.length - fragment.length - WINDOW);
    return new Body.Held(from == 0 ? bytes : Arrays.copyOfRange(bytes, from, bytes.length));
  }

  /** Bytes of it that came before the last fragment added. */
  public long before(byte[] fragment) {
    return length - fragment.length;
  }
}
