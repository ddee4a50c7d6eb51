package dev.flowguard.agent.gates.apache4;

import dev.flowguard.agent.spi.Failures;
import dev.flowguard.agent.spi.Handover;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * One entity, written once, with the steps of its writing and its end. One that is not whole in
 * time goes on to the network as it is written, where the rules let it.
 */
final class Recording {
  /** Asked when a body turns out to be too large or too slow, before more of it is read. */
  interface Large {
    void check(Reason reason) throws IOException;

    /** Sends the head; what is returned takes the body. */
    OutputStream begin(Handover handover) throws IOException;
  }

  private final HeldBody held;
  private final Handover handover = new Handover();

  /** Where the rest goes of a body that was not whole in time. */
  private @Nullable OutputStream network;

  private @Nullable Reason open;
  private @Nullable Throwable failure;

  private Recording(HeldBody held) {
    this.held = held;
  }

  /**
   * Has an entity write itself.
   *
   * @throws IOException if the rules stop it for its size, or it can neither be held nor written
   *     again
   */
  static Recording of(HttpEntity entity, HeldBody held, Large large) throws IOException {
    Recording recording = new Recording(held);
    held.expectWhole();
    Steps steps = new Steps(recording, entity.isRepeatable(), large);
    try {
      entity.writeTo(steps);
    } catch (IOException | RuntimeException | Error e) {
      // The caller's own failure belongs where the client would have met it.
      recording.failure = e;
    }
    recording.endHandover();
    steps.throwOwn();
    if (recording.open == null && held.isStalled()) {
      large.check(Reason.STALLED); // whole by now, but too late
    }
    return recording;
  }

  private void endHandover() {
    if (network == null) {
      return;
    }
    held.release();
    try {
      handover.end(failure);
    } catch (Throwable e) {
      failure = e;
    }
  }

  /** True if the rules have let it go on to the network already. */
  boolean isPassing() {
    return network != null;
  }

  /** What writing has ended in, or null. */
  @Nullable Throwable ended() {
    return failure;
  }

  HeldBody held() {
    return held;
  }

  /** True if the size was judged already: see {@link Large}. */
  boolean isJudged() {
    return open != null;
  }

  /** True if what was held is all that there is. */
  boolean isWhole() {
    return open == null || open == Reason.TOO_LARGE && held.length() > HeldBody.MAX_BYTES;
  }

  Body judged() {
    return open == null ? new Body.Held(held.bytes()) : new Body.NotHeld(open);
  }

  /** Writes the same steps, and ends as the caller ended. */
  void replay(OutputStream to) throws IOException {
    held.replay(to);
    Failures.throwAgain(failure);
  }

  /** The checked exception in which the caller's writing has ended, or null. */
  @Nullable IOException failure() {
    return failure instanceof IOException e ? e : null;
  }

  @Override
  public String toString() {
    return held + (open == null ? "" : " " + open);
  }

  /** Notes what is written. Entities may swallow what it throws, so that is kept too. */
  private static final class Steps extends OutputStream {
    private final Recording recording;
    private final boolean isRepeatable;
    private final Large large;
    private @Nullable Throwable own;

    Steps(Recording recording, boolean isRepeatable, Large large) {
      this.recording = recording;
      this.isRepeatable = isRepeatable;
      this.large = large;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (recording.network != null) {
        recording.network.write(bytes, offset, length);
        return;
      }
      if (own != null || recording.open != null && isRepeatable) {
        throw new IOException("flowguard: this body is not held any further");
      }
      try {
        take(bytes, offset, length);
      } catch (IOException | RuntimeException | Error e) {
        own = e;
        throw e;
      }
    }

    private void take(byte[] bytes, int offset, int length) throws IOException {
      HeldBody held = recording.held;
      if (held.isStalled()) {
        large.check(Reason.STALLED);
        goOn().write(bytes, offset, length);
        return;
      }
      Reason reason = held.write(bytes, offset, length);
      if (reason == Reason.TOO_LARGE) {
        recording.open = Reason.TOO_LARGE;
        large.check(Reason.TOO_LARGE);
        if (isRepeatable) {
          throw new Enough();
        }
        held.liftLimit();
        reason = held.write(bytes, offset, length);
      }
      if (reason == null) {
        return;
      }
      if (recording.open == null) {
        recording.open = Reason.MEMORY;
        large.check(Reason.MEMORY);
      }
      if (isRepeatable) {
        throw new Enough();
      }
      throw new IOException(
          "flowguard: a body that can be written only once, of unknown length, did not fit into"
              + " the memory for held bodies (an eighth of the heap). Give it a content length, or"
              + " enlarge the heap.");
    }

    /** Sends what was held. */
    private OutputStream goOn() throws IOException {
      OutputStream to = large.begin(recording.handover);
      recording.network = to;
      recording.held.replay(to);
      recording.held.release();
      to.flush();
      return to;
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
    public void close() throws IOException {
      if (recording.network == null) {
        recording.held.close();
      } else {
        recording.network.close();
      }
    }

    void throwOwn() throws IOException {
      if (own instanceof Enough) {
        recording.failure = null;
      } else {
        Failures.throwAgain(own);
      }
    }
  }

  /** Ends the writing of an entity that may be written again. */
  private static final class Enough extends IOException {
    private static final long serialVersionUID = 1;

    Enough() {
      super("flowguard: this body is not held any further");
    }
  }
}
