package dev.flowguard.agent.gates.jdkhttp;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Gives held buffers in the sizes in which they came, and then the end, the caller's failure, or
 * the rest from the caller's own publisher. Each subscriber gets views of its own; a rest can be
 * given only once.
 */
final class HeldPublisher implements BodyPublisher {
  private final long contentLength;
  private final List<ByteBuffer> buffers;
  private final Flow.@Nullable Subscription rest;

  /** Of the rest: what has come, and how much is yet to come of what was asked for. */
  private final Queue<ByteBuffer> late = new ConcurrentLinkedQueue<>();

  private final AtomicLong asked = new AtomicLong();

  private volatile @Nullable Feed feed;

  /** Known from the start if there is no rest. */
  private volatile @Nullable End end;

  /**
   * What comes after the last buffer.
   *
   * @param failure null for a body that is complete
   */
  private record End(@Nullable Throwable failure) {}

  /**
   * @param failure what comes after the buffers, where there is no rest
   * @param rest the caller's subscription; null if all of the body is here
   * @param asked buffers of the rest that are asked for already
   */
  HeldPublisher(
      long contentLength,
      List<ByteBuffer> buffers,
      @Nullable Throwable failure,
      Flow.@Nullable Subscription rest,
      long asked) {
    this.contentLength = contentLength;
    this.buffers = buffers;
    this.rest = rest;
    this.asked.set(asked);
    this.end = rest == null ? new End(failure) : null;
  }

  @Override
  public long contentLength() {
    return contentLength;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    Feed next = new Feed(subscriber);
    feed = next;
    subscriber.onSubscribe(next);
    next.run();
  }

  /** True if all of the body is here, and no connection has asked for it. */
  boolean isUnsent() {
    return feed == null && rest == null;
  }

  /** One more buffer of the rest. */
  void pass(ByteBuffer buffer) {
    asked.decrementAndGet();
    late.add(buffer);
    Feed to = feed;
    if (to != null) {
      to.run();
    }
  }

  /** The end of the rest, which a publisher may give without being asked for more. */
  void end(@Nullable Throwable cause) {
    end = new End(cause);
    Feed to = feed;
    if (to != null) {
      to.run();
    }
  }

  /** One subscription: gives as much as was asked for, one signal after the other. */
  private final class Feed implements Flow.Subscription {
    private final Flow.Subscriber<? super ByteBuffer> subscriber;
    private final Queue<ByteBuffer> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean ended;
    private volatile @Nullable Throwable misuse;

    Feed(Flow.Subscriber<? super ByteBuffer> subscriber) {
      this.subscriber = subscriber;
      for (ByteBuffer buffer : buffers) {
        queue.add(buffer.asReadOnlyBuffer());
      }
    }

    @Override
    public void request(long n) {
      if (n <= 0) {
        misuse = new IllegalArgumentException("demand must be positive, not " + n);
      } else {
        demand.accumulateAndGet(n, (now, more) -> now + more < 0 ? Long.MAX_VALUE : now + more);
      }
      run();
    }

    @Override
    public void cancel() {
      ended = true;
      if (rest != null) {
        rest.cancel();
      }
    }

    /** Signals never overlap: whoever comes while one is given leaves its turn to the giver. */
    void run() {
      if (running.getAndIncrement() != 0) {
        return;
      }
      int turns = 1;
      do {
        give();
        turns = running.addAndGet(-turns);
      } while (turns != 0);
    }

    private void give() {
      if (misuse != null && !ended) {
        ended = true;
        subscriber.onError(misuse);
      }
      while (!ended && demand.get() > 0) {
        ByteBuffer next = queue.poll();
        if (next == null) {
          next = late.poll();
        }
        if (next == null) {
          break;
        }
        demand.decrementAndGet();
        subscriber.onNext(next);
      }
      End last = end; // before looking whether anything came: nothing comes after it
      if (ended || !queue.isEmpty() || !late.isEmpty()) {
        return;
      }
      if (last != null) {
        ended = true;
        if (last.failure == null) {
          subscriber.onComplete();
        } else {
          subscriber.onError(last.failure);
        }
      } else if (rest != null) {
        long more = demand.get() - asked.get();
        if (more > 0) {
          asked.addAndGet(more);
          rest.request(more);
        }
      }
    }
  }
}
