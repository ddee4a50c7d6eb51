package dev.flowguard.agent.gates.nettyhttp2;

import dev.flowguard.agent.gates.netty.EventLoopAnswers;
import dev.flowguard.agent.spi.Answers;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A request that is held to its end. */
final class HeldStream implements Stream {
  private final Streams streams;
  private final Head head;
  private final HeldBody body;

  /** Frames that go out as they are, after what was copied. */
  private final Queue<Frame> uncopied = new ArrayDeque<>();

  private int id;
  private @Nullable Frame opening;

  /** The client has seen its head as sent. */
  private boolean isAnswered;

  private boolean isWaiting;
  private boolean isHeadOnly;

  /** Its turn to open has passed without it. */
  private boolean isLost;

  private boolean isComplete;

  /** The client's own, of the last frame that was copied. */
  private @Nullable ChannelPromise last;

  HeldStream(Streams streams, Head head, HeldBody body) {
    this.streams = streams;
    this.head = head;
    this.body = body;
  }

  @Override
  public void take(Frame frame) {
    if (isWaiting) {
      uncopied.add(frame);
    } else if (opening == null && !isHeadOnly && id == 0) {
      open(frame);
    } else if (frame.isHeaders()) {
      trail(frame);
    } else {
      add(frame);
    }
  }

  private void open(Frame frame) {
    id = frame.stream();
    opening = frame;
    if (frame.isEnd()) {
      isComplete = true;
      await(head.judge(() -> Body.NONE, List.of(), 0));
    } else if (head.contentLength() > HeldBody.MAX_BYTES) {
      await(head.judge(() -> new Body.NotHeld(Reason.TOO_LARGE), List.of(), 0));
    } else if ("100-continue".equalsIgnoreCase(head.value("expect"))) {
      isHeadOnly = true;
      await(head.judge(() -> Body.NONE, List.of(), 0));
    } else {
      opening = frame.with(streams.ctx().newPromise());
      isAnswered = true;
      expectWhole();
      frame.promise().trySuccess();
    }
  }

  private void expectWhole() {
    body.expectWhole(() -> streams.later(this, id, this::stalled));
  }

  private void stalled() {
    if (!isWaiting && !isComplete) {
      await(head.judge(() -> new Body.NotHeld(Reason.STALLED), List.of(), 0));
    }
  }

  /** Headers after the body are its end, and may carry content too. */
  private void trail(Frame frame) {
    CompletableFuture<Void> passed;
    try {
      head.add((Http2Headers) frame.arguments()[2]);
      passed = head.judge(this::body, List.of(), 0);
    } catch (RuntimeException | Error e) {
      passed = head.fault(e);
    }
    uncopied.add(frame);
    isComplete |= frame.isEnd();
    await(passed);
  }

  private void add(Frame frame) {
    Reason reason;
    CompletableFuture<Void> fault = null;
    try {
      reason = copy(frame.data());
    } catch (RuntimeException | Error e) {
      reason = Reason.FAULT;
      fault = head.fault(e);
    }
    if (reason != null) {
      Reason why = reason;
      uncopied.add(frame);
      isComplete |= frame.isEnd();
      await(fault == null ? head.judge(() -> new Body.NotHeld(why), List.of(), 0) : fault);
      return;
    }
    frame.data().release();
    if (frame.isEnd()) {
      isComplete = true;
      last = frame.promise();
      await(head.judge(this::body, List.of(), 0));
    } else {
      frame.promise().trySuccess();
    }
  }

  private @Nullable Reason copy(ByteBuf data) {
    if (data.readableBytes() > HeldBody.MAX_BYTES) {
      return Reason.TOO_LARGE;
    }
    int[] at = {data.readerIndex()};
    try {
      return body.write(
          (to, offset, count) -> {
            data.getBytes(at[0], to, offset, count);
            at[0] += count;
            return count;
          },
          data.readableBytes());
    } catch (IOException e) {
      throw new AssertionError(e); // nothing above throws it
    }
  }

  private Body body() {
    return body.length() == 0 ? Body.NONE : new Body.Held(body.bytes());
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

  private void pass() {
    if (isLost) {
      return; // about to be stopped
    }
    Frame first = opening;
    opening = null;
    if (first != null) {
      streams.send(first);
    }
    if (isHeadOnly) {
      isHeadOnly = false;
      isWaiting = false;
      expectWhole();
      for (int i = uncopied.size(); i > 0 && !isWaiting; i--) {
        take(uncopied.remove());
      }
      return;
    }
    boolean isCopiedEnd = last != null;
    if (body.length() > 0 || isCopiedEnd) {
      byte[] bytes;
      try {
        bytes = body.bytes();
      } catch (Error e) {
        streams.stop(this, id, new IOException("flowguard: a held request could not be sent", e));
        return;
      }
      ChannelPromise promise = streams.ctx().newPromise();
      if (last != null) {
        EventLoopAnswers.relay(promise, last);
      }
      body.release();
      streams.send(
          Frame.data(streams.ctx(), id, Unpooled.wrappedBuffer(bytes), isCopiedEnd, promise));
    }
    body.release();
    for (Frame next = uncopied.poll(); next != null; next = uncopied.poll()) {
      streams.send(next);
    }
    streams.forget(id);
  }

  @Override
  public void sendHead() {
    Frame first = opening;
    if (first == null) {
      return;
    }
    CompletableFuture<Void> passed = head.judge(() -> Body.NONE, List.of(), 0);
    if (Answers.passedAtOnce(passed)) {
      opening = null;
      streams.send(first);
    } else {
      isLost = true;
      isWaiting = true;
      streams.then(
          this,
          id,
          passed,
          failure ->
              streams.stop(
                  this,
                  id,
                  failure == null
                      ? new IOException("flowguard: the turn of this stream has passed")
                      : failure));
    }
  }

  @Override
  public boolean drop(Throwable cause) {
    body.release();
    boolean isHeard = opening != null && !isAnswered || last != null || !uncopied.isEmpty();
    Frame first = opening;
    opening = null;
    if (first != null) {
      first.drop(cause);
    }
    if (last != null) {
      last.tryFailure(cause);
    }
    for (Frame next = uncopied.poll(); next != null; next = uncopied.poll()) {
      next.drop(cause);
    }
    return isHeard;
  }
}
