package dev.flowguard.agent.gates.apache5;

import dev.flowguard.agent.spi.Blocked;
import dev.flowguard.agent.spi.Failures;
import dev.flowguard.agent.spi.Handover;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.agent.spi.WeakIdentityMap;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * One body, written by the caller once, in the steps in which the connection would have seen it.
 * One that is not whole in time goes on to the network as its caller writes it, where the rules let
 * it.
 */
final class Recording {
  /** Gives the memory of a body back whose request has ended before its body was due. */
  private static final WeakIdentityMap<Object, Recording> KEPT =
      new WeakIdentityMap<>(Recording::release);

  private final HeldBody held;
  private final HttpEntity entity;
  private final Stalled stalled;
  private @Nullable Reason open;
  private @Nullable Throwable failure;
  private @Nullable BlockedRequestException blocked;

  private final Handover handover = new Handover();

  /** Where the rest goes of a body that was not whole in time. */
  private @Nullable OutputStream network;

  /** Why the head of such a body could not be sent. */
  private @Nullable IOException unsent;

  /** Asked when a body is not whole in time. */
  interface Stalled {
    void check() throws BlockedRequestException;

    /** Sends the head; what is returned takes the body. */
    OutputStream begin(Handover handover) throws IOException;
  }

  private Recording(HttpEntity entity, HeldBody held, Stalled stalled) {
    this.entity = entity;
    this.held = held;
    this.stalled = stalled;
  }

  /**
   * Lets the caller write its body, to be held.
   *
   * @throws BlockedRequestException if it is not whole in time, and so must not leave
   * @throws IOException if the head could not be sent of one that may
   */
  static Recording of(HttpEntity entity, HeldBody held, Stalled stalled) throws IOException {
    Recording recording = new Recording(entity, held, stalled);
    held.expectWhole();
    try {
      entity.writeTo(recording.new Sink());
    } catch (IOException | RuntimeException | Error e) {
      // The caller's own failure belongs where the connection would have met it.
      recording.failure = e;
    }
    recording.endHandover();
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

  private void ask() throws BlockedRequestException {
    try {
      stalled.check();
    } catch (BlockedRequestException e) {
      blocked = e;
      throw e;
    }
  }

  /** Asked once it is being written: until then, the client says of any body that it is not. */
  private boolean isOneShot() {
    return !entity.isRepeatable();
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

  /** Puts this in the place of the request's body, until it is written. */
  void keepFor(ClassicHttpRequest request) throws IOException {
    if (network != null) {
      ExecuteGate.SENT.add(request, failure);
      return;
    }
    if (open != null && !isOneShot()) {
      release(); // it is the caller's to write again, straight to the network
      return;
    }
    if (open == Reason.MEMORY) {
      release();
      throw new IOException(
          "flowguard: a one-shot body of unknown length did not fit into the memory for held"
              + " bodies (an eighth of the heap). Give it a content length, or enlarge the heap.");
    }
    HeldEntity kept = new HeldEntity(entity, request, this);
    KEPT.put(kept, this);
    request.setEntity(kept);
  }

  /** The body was written, or never will be. */
  void drop(HeldEntity kept) {
    KEPT.remove(kept);
    release();
  }

  /** Writes the same steps to the network, and ends as the caller ended. */
  void replay(OutputStream to) throws IOException {
    held.replay(to);
    Failures.throwAgain(failure);
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

  /** Sends what was held, where the rules let it. */
  private void goOn() throws IOException {
    ask();
    OutputStream to;
    try {
      to = stalled.begin(handover);
    } catch (IOException e) {
      unsent = e;
      throw e;
    }
    network = to;
    held.replay(to);
    held.release();
    to.flush();
  }

  /** Takes what the caller writes. */
  private final class Sink extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      failAgain();
      if (network == null && held.isStalled()) {
        goOn();
      }
      if (network != null) {
        network.write(bytes, offset, length);
        return;
      }
      Reason reason = held.write(bytes, offset, length);
      if (reason == Reason.TOO_LARGE && isOneShot()) {
        open = Reason.TOO_LARGE;
        held.liftLimit();
        reason = held.write(bytes, offset, length);
      }
      if (reason != null) {
        open = reason;
        throw new IOException("flowguard: this body is not held any further");
      }
    }

    @Override
    public void flush() throws IOException {
      if (network == null) {
        held.flush();
      } else {
        network.flush();
      }
    }

    @Override
    public void close() throws IOException {
      if (network == null) {
        held.close();
      } else {
        network.close();
      }
    }
  }
}
