package dev.flowguard.agent.gates.jetty;

import dev.flowguard.agent.spi.HeldBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * Gives what was held to the transport, in the pieces in which it came, each when the one before is
 * written; then what could not be held any more, if any; then the client goes on by itself.
 */
final class Replay extends IteratingCallback {
  private final Wire wire;
  private final HeldBody held;
  private final Callback callback;
  private final boolean isLast;
  private final @Nullable ByteBuffer live;
  private final boolean hasLive;
  private final boolean startsWithNothing;

  private boolean isHead;
  private byte[] bytes = new byte[0];
  private int[] sizes = new int[4];
  private int count;
  private int next;
  private int at;

  /**
   * @param isHead true if the head is yet to be written
   * @param startsWithNothing true if no content was there when the head was to be written
   * @param live what is not held; null may be such a piece too
   * @param isLast true if the last piece ends the content
   * @param callback of the last piece
   */
  Replay(
      Wire wire,
      HeldBody held,
      boolean isHead,
      boolean startsWithNothing,
      boolean hasLive,
      @Nullable ByteBuffer live,
      boolean isLast,
      Callback callback) {
    this.wire = wire;
    this.held = held;
    this.isHead = isHead;
    this.startsWithNothing = startsWithNothing;
    this.hasLive = hasLive;
    this.live = live;
    this.isLast = isLast;
    this.callback = callback;
  }

  void start() {
    try {
      held.replay(
          new HeldBody.Steps() {
            @Override
            public void write(byte[] from, int offset, int length) {
              bytes = from;
              if (count == sizes.length) {
                sizes = Arrays.copyOf(sizes, 2 * count);
              }
              sizes[count++] = length;
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
          });
    } catch (IOException | RuntimeException | Error e) {
      onCompleteFailure(e);
      return;
    }
    iterate();
  }

  @Override
  protected Action process() throws Throwable {
    if (next == count) {
      return Action.SUCCEEDED;
    }
    boolean withHead = isHead;
    isHead = false;
    int size = sizes[next++];
    ByteBuffer piece =
        withHead && startsWithNothing ? null : ByteBuffer.wrap(bytes, at, size).slice();
    at += size;
    wire.write(withHead, piece, isLast && !hasLive && next == count, this);
    return Action.SCHEDULED;
  }

  @Override
  protected void onCompleteSuccess() {
    held.release();
    if (!hasLive) {
      callback.succeeded();
      return;
    }
    try {
      wire.write(isHead, live, isLast, callback);
    } catch (Throwable e) {
      callback.failed(e);
    }
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    held.release();
    callback.failed(cause);
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }
}
