package dev.flowguard.agent.gates.okhttp;

import dev.flowguard.agent.spi.Blocked;
import dev.flowguard.agent.spi.Failures;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.agent.spi.WeakIdentityMap;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.io.IOException;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.Okio;
import okio.Sink;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One body, written by the caller once, in the steps in which OkHttp would have seen it: what its
 * buffered sink emitted, flushed and closed. One that is not whole in time goes on to the network
 * as its caller writes it, where the rules let it and this OkHttp does. For one thread at a time.
 */
final class Recording {
  private static final WeakIdentityMap<Object, Recording> BY_CHAIN =
      new WeakIdentityMap<>(Recording::release);

  private final HeldBody held;
  private final boolean isOneShot;

  /** Bytes that the caller left in the buffered sink without emitting them. */
  private int tail;

  private final Stalled stalled;
  private @Nullable Reason open;
  private @Nullable Throwable failure;
  private @Nullable BlockedRequestException blocked;

  /** Where the rest goes of a body that was not whole in time. */
  private @Nullable Sink network;

  /** The head of such a body could not be sent. */
  private @Nullable IOException unsent;

  /** Asked when a body is not whole in time. */
  interface Stalled {
    void check() throws BlockedRequestException;

    /** Sends the head; null if it must wait for the end of the body after all. */
    @Nullable Sink begin() throws IOException;
  }

  private Recording(HeldBody held, boolean isOneShot, Stalled stalled) {
    this.held = held;
    this.isOneShot = isOneShot;
    this.stalled = stalled;
  }

  /**
   * Lets the caller write its body, to be held.
   *
   * @throws BlockedRequestException if it is not whole in time, and so must not leave
   * @throws IOException if the head could not be sent of one that may
   */
  static Recording of(RequestBody body, HeldBody held, Stalled stalled) throws IOException {
    Recording recording = new Recording(held, OkHttpVersion.isOneShot(body), stalled);
    recording.record(body);
    try {
      if (recording.blocked != null) {
        throw recording.blocked; // whatever the caller made of it
      }
      if (recording.unsent != null) {
        throw recording.unsent;
      }
      if (recording.open == null && held.isStalled()) {
        recording.ask(); // whole by now, but too late
      }
    } catch (IOException e) {
      held.release();
      throw e;
    }
    return recording;
  }

  private void record(RequestBody body) {
    held.expectWhole();
    RecordingSink sink = new RecordingSink(this);
    BufferedSink buffered = Okio.buffer(sink);
    try {
      body.writeTo(buffered);
      Buffer rest = buffered.buffer();
      tail = (int) Math.min(rest.size(), Integer.MAX_VALUE);
      if (tail > 0) {
        take(rest, tail);
      }
    } catch (IOException | RuntimeException | Error e) {
      // The caller's own failure belongs where the client would have met it.
      failure = e;
    }
  }

  private void ask() throws BlockedRequestException {
    try {
      stalled.check();
    } catch (BlockedRequestException e) {
      blocked = e;
      throw e;
    }
  }

  /** Takes the recording that was kept for a chain, or null. */
  static @Nullable Recording takeFor(Object chain) {
    return BY_CHAIN.remove(chain);
  }

  void keepFor(Object chain) throws IOException {
    if (open == null) {
      BY_CHAIN.put(chain, this);
    } else if (!isOneShot) {
      release(); // it is the caller's to write again, straight to the network
    } else if (open == Reason.MEMORY) {
      release();
      throw new IOException(
          "flowguard: a one-shot body of unknown length did not fit into the memory for held"
              + " bodies (an eighth of the heap). Give it a content length, or enlarge the heap.");
    } else {
      BY_CHAIN.put(chain, this);
    }
  }

  /** True if the rules have let it go on to the network already. */
  boolean isPassing() {
    return network != null;
  }

  /** What there is to judge. */
  Body judged() {
    return open == null ? new Body.Held(held.bytes()) : new Body.NotHeld(open);
  }

  void release() {
    held.release();
  }

  /** Writes the same steps to the network, and ends as the caller ended. */
  void replay(BufferedSink to) throws IOException {
    if (network == null) {
      write(to);
    }
    Failures.throwAgain(failure);
  }

  private void write(BufferedSink to) throws IOException {
    int emitted = held.length() - tail;
    held.replay(
        new HeldBody.Steps() {
          private int written;

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            to.buffer().write(bytes, offset, length);
            written += length;
            if (written <= emitted) {
              to.emit();
            }
          }

          @Override
          public void flush() throws IOException {
            to.flush();
          }

          @Override
          public void close() throws IOException {
            to.close();
          }
        });
  }

  private void take(Buffer from, long count) throws IOException {
    failAgain();
    if (network == null && held.isStalled() && !goOn()) {
      held.stopClock(); // to its end, then
    }
    if (network != null) {
      network.write(from, count);
      return;
    }
    int bytes = Math.toIntExact(count);
    Reason reason = held.write(from::read, bytes);
    if (reason == Reason.TOO_LARGE && isOneShot) {
      open = Reason.TOO_LARGE;
      held.liftLimit();
      reason = held.write(from::read, bytes);
    }
    if (reason != null) {
      open = reason;
      throw new IOException("flowguard: this body is not held any further");
    }
  }

  /** A caller that swallows the failure meets it again at its next step. */
  private void failAgain() throws IOException {
    if (blocked != null) {
      throw Blocked.again(blocked);
    }
    if (unsent != null) {
      throw new IOException(unsent);
    }
  }

  /**
   * Sends what was held, where the rules let it. False if this OkHttp does not let us before its
   * caller has written all.
   */
  private boolean goOn() throws IOException {
    ask();
    try {
      Sink begun = stalled.begin();
      if (begun == null) {
        return false;
      }
      BufferedSink buffered = Okio.buffer(begun);
      write(buffered);
      buffered.flush();
      held.release();
      network = begun;
      return true;
    } catch (IOException e) {
      unsent = e;
      throw e;
    } catch (RuntimeException e) {
      unsent = new IOException("flowguard: the head of a stalled body could not be sent", e);
      throw unsent;
    }
  }

  /** Notes what a buffered sink hands on. */
  private static final class RecordingSink implements Sink {
    private final Recording recording;

    RecordingSink(Recording recording) {
      this.recording = recording;
    }

    @Override
    public void write(Buffer source, long byteCount) throws IOException {
      recording.take(source, byteCount);
    }

    @Override
    public void flush() throws IOException {
      if (recording.network == null) {
        recording.held.flush();
      } else {
        recording.network.flush();
      }
    }

    @Override
    public Timeout timeout() {
      return recording.network == null ? Timeout.NONE : recording.network.timeout();
    }

    @Override
    public void close() throws IOException {
      if (recording.network == null) {
        recording.held.close();
      } else {
        recording.network.close();
      }
    }
  }
}
