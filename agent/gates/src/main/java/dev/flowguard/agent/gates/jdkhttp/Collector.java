package dev.flowguard.agent.gates.jdkhttp;

import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body from its publisher, one buffer at a time, without moving the caller's buffers, and
 * has it judged at its end.
 *
 * <p>A body that grows too large to be held is judged as not held; if it may pass, what is there
 * goes out first and the rest follows as the connection asks for it.
 */
final class Collector implements Flow.Subscriber<ByteBuffer> {
  private final long contentLength;
  private final HeldBody memory;
  private final Function<Body, CompletableFuture<Void>> check;
  private final CompletableFuture<Held> done = new CompletableFuture<>();
  private final List<ByteBuffer> buffers = new ArrayList<>();

  private Flow.@Nullable Subscription upstream;
  private @Nullable HeldPublisher live;

  Collector(long contentLength, HeldBody memory, Function<Body, CompletableFuture<Void>> check) {
    this.contentLength = contentLength;
    this.memory = memory;
    this.check = check;
  }

  /** Completed when the body may pass; failed when it may not, or when its publisher has failed. */
  CompletableFuture<Held> done() {
    return done;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    if (upstream != null || done.isDone()) {
      subscription.cancel();
      return;
    }
    upstream = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(ByteBuffer buffer) {
    HeldPublisher to = live;
    if (to != null) {
      to.pass(buffer);
      return;
    }
    if (done.isDone()) {
      return; // cancelled
    }
    Reason reason = hold(buffer);
    if (reason == null) {
      if (upstream != null) {
        upstream.request(1);
      }
      return;
    }
    HeldPublisher publisher = new HeldPublisher(contentLength, buffers, null, upstream);
    live = publisher;
    judge(new Body.NotHeld(reason), publisher);
  }

  /** Takes one buffer and returns null, or why this body cannot be held. */
  private @Nullable Reason hold(ByteBuffer buffer) {
    try {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      HeldBody.Room room = memory.write(bytes, 0, bytes.length);
      buffers.add(ByteBuffer.wrap(bytes));
      return switch (room) {
        case LEFT -> null;
        case BODY_FULL -> Reason.TOO_LARGE;
        case BUDGET_FULL -> Reason.MEMORY;
      };
    } catch (RuntimeException | Error e) {
      // Out of memory, above all: the caller's publisher must not hear of it.
      buffers.add(buffer.duplicate());
      return Reason.FAULT;
    }
  }

  @Override
  public void onError(Throwable failure) {
    HeldPublisher to = live;
    if (to != null) {
      to.end(failure);
    } else {
      // Judged as far as it came; then the connection meets the failure where it would have.
      judge(
          new Body.Held(memory.bytes()), new HeldPublisher(contentLength, buffers, failure, null));
    }
  }

  @Override
  public void onComplete() {
    HeldPublisher to = live;
    if (to != null) {
      to.end(null);
    } else {
      judge(new Body.Held(memory.bytes()), new HeldPublisher(contentLength, buffers, null, null));
    }
  }

  /** The exchange was cancelled: nobody waits for this body any more. */
  void cancel(IOException cause) {
    if (done.completeExceptionally(cause)) {
      if (upstream != null) {
        upstream.cancel();
      }
      memory.release();
    }
  }

  private void judge(Body body, HeldPublisher publisher) {
    CompletableFuture<Void> passed;
    try {
      passed = check.apply(body);
    } catch (RuntimeException | Error e) {
      passed = CompletableFuture.failedFuture(e);
    }
    passed.whenComplete(
        (nothing, blocked) -> {
          if (blocked == null) {
            done.complete(new Held(body, publisher, memory));
          } else {
            if (upstream != null) {
              upstream.cancel();
            }
            memory.release();
            done.completeExceptionally(blocked);
          }
        });
  }
}
