package dev.flowguard.agent.gates.apache4async;

import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.rules.inspection.Inspection.Reason;
import java.nio.ByteBuffer;
import org.apache.http.nio.ContentEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a connection's encoder until the judgement. What does not fit is not taken, as by a
 * socket that is full, so the producer keeps it.
 */
final class Recorder implements ContentEncoder {
  private final Exchange exchange;
  private final HeldBody held;

  /** As many bytes may still come; negative if nobody knows. */
  private long remaining;

  private boolean isCompleted;
  private boolean isProducing;
  private @Nullable Reason open;
  private @Nullable Throwable error;

  /**
   * @param length of the body as its head says, or negative
   */
  Recorder(Exchange exchange, HeldBody held, long length) {
    this.exchange = exchange;
    this.held = held;
    this.remaining = length;
  }

  Exchange exchange() {
    return exchange;
  }

  HeldBody held() {
    return held;
  }

  /**
   * @param now true while the producer is being asked
   */
  void producing(boolean now) {
    isProducing = now;
  }

  /** Why no more is taken, or null. */
  @Nullable Reason open() {
    return open;
  }

  /** A fault, or null. */
  @Nullable Throwable error() {
    return error;
  }

  boolean hasEnded() {
    return isCompleted || open != null;
  }

  /** True once no more is taken, because the body was not whole in time. On the I/O thread. */
  boolean hasStalled() {
    if (!hasEnded() && held.isStalled()) {
      open = Reason.STALLED;
    }
    return open == Reason.STALLED;
  }

  @Override
  public int write(ByteBuffer from) {
    if (from == null) {
      return 0;
    }
    if (isCompleted) {
      throw new IllegalStateException("Encoding process already completed");
    }
    int count = from.remaining();
    if (remaining >= 0) {
      count = (int) Math.min(count, remaining);
    }
    if (count == 0 || open != null || !take(from, count)) {
      return 0;
    }
    from.position(from.position() + count);
    if (remaining >= 0) {
      remaining -= count;
      isCompleted = remaining == 0;
    }
    return count;
  }

  private boolean take(ByteBuffer from, int count) {
    try {
      if (count > HeldBody.MAX_BYTES) {
        open = Reason.TOO_LARGE;
        return false;
      }
      byte[] bytes = new byte[count];
      from.duplicate().get(bytes);
      open = held.write(bytes, 0, count);
    } catch (RuntimeException | Error e) {
      error = e;
      open = Reason.FAULT;
    }
    return open == null;
  }

  @Override
  public void complete() {
    isCompleted = true;
  }

  /** To the producer, what it has done; to the client the request is not written yet. */
  @Override
  public boolean isCompleted() {
    return isCompleted && isProducing;
  }

  /** Sizes only. */
  @Override
  public String toString() {
    return "Recorder[" + held + "]";
  }
}
