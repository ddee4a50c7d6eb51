package dev.flowguard.agent.gates.nettyhttp2;

import dev.flowguard.agent.spi.GrpcFraming;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call of gRPC, which may never end, and whose caller may wait for the server's word between two
 * messages: its head goes first, and each frame waits until the message in it is whole and judged.
 */
final class GrpcMessages implements Stream {
  private final Streams streams;
  private final Head head;
  private final HeldBody body;
  private final GrpcFraming framing = new GrpcFraming();

  /** Frames whose answer is awaited, or whose message is not whole. */
  private final Queue<Frame> held = new ArrayDeque<>();

  private final Queue<Frame> backlog = new ArrayDeque<>();

  private int id;
  private boolean isOpen;
  private boolean isLost;
  private boolean isWaiting;
  private long sent;

  /** Set while the rest of a message that is too large to hold passes. */
  private boolean passesRest;

  GrpcMessages(Streams streams, Head head, HeldBody body) {
    this.streams = streams;
    this.head = head;
    this.body = body;
  }

  @Override
  public void take(Frame frame) {
    if (isWaiting) {
      backlog.add(frame);
      return;
    }
    id = frame.stream();
    held.add(frame);
    CompletableFuture<Void> passed;
    try {
      passed = frame.isHeaders() ? judge(Body.NONE) : take(frame.data(), frame.isEnd());
    } catch (RuntimeException | Error e) {
      passed = head.fault(e);
    }
    if (passed == null) {
      return;
    }
    await(passed);
  }

  private void stalled() {
    if (!isWaiting && !held.isEmpty()) {
      passesRest = true;
      await(judge(new Body.NotHeld(Reason.STALLED)));
    }
  }

  private void await(CompletableFuture<Void> passed) {
    isWaiting = true;
    streams.then(
        this,
        id,
        passed,
        failure -> {
          if (failure == null) {
            pass();
          } else {
            streams.stop(this, id, failure);
          }
        });
  }

  /** Null if more of the message has to come. */
  private @Nullable CompletableFuture<Void> take(ByteBuf data, boolean isEnd) {
    byte[] bytes = new byte[data.readableBytes()];
    data.getBytes(data.readerIndex(), bytes);
    framing.add(bytes);
    if (passesRest) {
      passesRest = !framing.isBetweenMessages();
      return CompletableFuture.completedFuture(null);
    }
    Reason reason = body.write(bytes, 0, bytes.length);
    if (reason != null) {
      passesRest = !framing.isBetweenMessages();
      return judge(new Body.NotHeld(reason));
    }
    if (!framing.isBetweenMessages() && !isEnd) {
      body.expectWhole(() -> streams.later(this, id, this::stalled));
      return null;
    }
    return body.length() == 0
        ? CompletableFuture.completedFuture(null)
        : judge(new Body.Held(body.bytes()));
  }

  private CompletableFuture<Void> judge(Body judged) {
    return head.judge(() -> judged, List.of(), sent);
  }

  private void pass() {
    if (isLost) {
      // Heads are judged at once, so this takes a fault that the rules let pass.
      streams.stop(this, id, new IOException("flowguard: the turn of this stream has passed"));
      return;
    }
    body.release();
    boolean isEnd = false;
    for (Frame next = held.poll(); next != null; next = held.poll()) {
      isEnd |= next.isEnd();
      isOpen = true;
      sent += next.isHeaders() ? 0 : next.data().readableBytes();
      streams.send(next);
    }
    isWaiting = false;
    if (isEnd) {
      streams.forget(id);
    }
    while (!isWaiting && !backlog.isEmpty()) {
      take(backlog.remove());
    }
  }

  /** It is on its way already, unless it is being stopped. */
  @Override
  public void sendHead() {
    isLost |= !isOpen;
  }

  @Override
  public boolean drop(Throwable cause) {
    body.release();
    boolean isHeard = !held.isEmpty() || !backlog.isEmpty();
    for (Frame next = held.poll(); next != null; next = held.poll()) {
      next.drop(cause);
    }
    for (Frame next = backlog.poll(); next != null; next = backlog.poll()) {
      next.drop(cause);
    }
    return isHeard;
  }
}
