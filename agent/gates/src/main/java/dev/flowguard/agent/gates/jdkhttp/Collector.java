package dev.flowguard.agent.gates.jdkhttp;

import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body from its publisher, one buffer at a time, without moving the caller's buffers, and
 * has it judged at its end.
 *
 * <p>A body that grows too large to be held, or is not whole in time, is judged as not held; if it
 * may pass, what is there goes out first and the rest follows as the connection asks for it.
 */
final class Collector implements Flow.Subscriber<ByteBuffer> {
  private final long contentLength;
  private final HeldBody memory;
  private final Function<Body, CompletableFuture<Void>> check;
  private final CompletableFuture<Held> done = new CompletableFuture<>();
  private final List<ByteBuffer> buffers = new ArrayList<>();

  private volatile Flow.@Nullable Subscription upstream;
  private @Nullable HeldPublisher live;

  /** Asked for of a rest before its publisher has subscribed us. */
  private long wanted;

  private boolean isCancelled;
  private boolean isEnded;

  Collector(long contentLength, HeldBody memory, Function<Body, CompletableFuture<Void>> check) {
    this.contentLength = contentLength;
    this.memory = memory;
    this.check = check;
  }

  /** Completed when the body may pass; failed when it may not, or when its publisher has failed. */
  CompletableFuture<Held> done() {
    return done;
  }

  /** Begins the time within which the body must be whole. */
  void expectWhole() {
    memory.expectWhole(this::stalled);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    long first = -1;
    synchronized (this) {
      HeldPublisher passing = live; // given up to wait for before there was a subscription
      if (upstream == null && !isCancelled && (passing != null || !done.isDone())) {
        upstream = subscription;
        first = passing == null ? 1 : wanted;
      }
    }
    if (first < 0) {
      subscription.cancel();
    } else if (first > 0) {
      subscription.request(first);
    }
  }

  @Override
  public void onNext(ByteBuffer buffer) {
    HeldPublisher passing;
    Reason reason = null;
    synchronized (this) {
      passing = live;
      if (passing == null) {
        if (done.isDone()) {
          return; // cancelled
        }
        reason = hold(buffer);
        if (reason != null) {
          live = new HeldPublisher(contentLength, buffers, null, new Rest(), 0);
        }
      }
    }
    if (passing != null) {
      passing.pass(buffer);
    } else if (reason != null) {
      judge(new Body.NotHeld(reason), Objects.requireNonNull(live));
    } else if (upstream != null) {
      upstream.request(1);
    }
  }

  /** The body is not whole in time: it is judged as that, and the rest follows if it may. */
  private void stalled() {
    HeldPublisher publisher;
    synchronized (this) {
      if (live != null || isEnded || done.isDone()) {
        return;
      }
      // One buffer is asked for already.
      publisher =
          new HeldPublisher(contentLength, buffers, null, new Rest(), upstream == null ? 0 : 1);
      live = publisher;
    }
    judge(new Body.NotHeld(Reason.STALLED), publisher);
  }

  /** The caller's subscription, which may be late itself. */
  private final class Rest implements Flow.Subscription {
    @Override
    public void request(long n) {
      Flow.Subscription to;
      synchronized (Collector.this) {
        to = upstream;
        if (to == null) {
          wanted = wanted + n < 0 ? Long.MAX_VALUE : wanted + n;
        }
      }
      if (to != null) {
        to.request(n);
      }
    }

    @Override
    public void cancel() {
      cancelUpstream();
    }
  }

  private void cancelUpstream() {
    Flow.Subscription to;
    synchronized (this) {
      isCancelled = true;
      to = upstream;
    }
    if (to != null) {
      to.cancel();
    }
  }

  /** Takes one buffer and returns null, or why this body cannot be held. */
  private @Nullable Reason hold(ByteBuffer buffer) {
    try {
      Reason refused = memory.write(buffer);
      ByteBuffer kept = refused == null ? memory.last(buffer.remaining()) : null;
      buffers.add(kept == null ? copy(buffer) : kept);
      return refused;
    } catch (RuntimeException | Error e) {
      // Out of memory, above all: the caller's publisher must not hear of it.
      buffers.add(buffer.duplicate());
      return Reason.FAULT;
    }
  }

  private static ByteBuffer copy(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return ByteBuffer.wrap(bytes);
  }

  @Override
  public void onError(Throwable failure) {
    // Judged as far as it came; then the connection meets the failure where it would have.
    end(failure);
  }

  @Override
  public void onComplete() {
    end(null);
  }

  private void end(@Nullable Throwable failure) {
    HeldPublisher passing;
    synchronized (this) {
      isEnded = true;
      passing = live;
    }
    if (passing != null) {
      passing.end(failure);
    } else {
      memory.whole();
      judge(
          new Body.Held(memory.bytes()),
          new HeldPublisher(contentLength, buffers, failure, null, 0));
    }
  }

  /** The exchange was cancelled: nobody waits for this body any more. */
  void cancel(IOException cause) {
    if (done.completeExceptionally(cause)) {
      cancelUpstream();
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
    passed
        .handle(
            (nothing, blocked) -> {
              if (blocked == null) {
                done.complete(new Held(body, publisher, memory));
              } else {
                cancelUpstream();
                memory.release();
                done.completeExceptionally(blocked);
              }
              return true;
            })
        // A fault in the step before this must end the call, which would wait for ever.
        .exceptionally(done::completeExceptionally);
  }
}
