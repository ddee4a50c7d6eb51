package dev.flowguard.agent.guard;

import dev.flowguard.agent.thread.GuardThread;
import dev.flowguard.agent.thread.NoAction;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Proves once that the guard can decide, record and stop in this JVM, on a thread of its own with a
 * large stack: what fails there for the first time fails where nothing depends on it. Thread-safe.
 *
 * <p>Begun when the first class of a client is woven, so that a program without a client does not
 * pay for it. A request waits for it; if it has failed, the next request tries again.
 */
final class Proof {
  /** The most that a request waits. */
  private static final long WAIT_SECONDS = 10;

  /** Reserved, but used only as far as needed. */
  private static final long STACK_BYTES = 4L << 20;

  private static final String WHERE = "the proof that requests can be judged";

  private final Runnable rehearsal;
  private final Faults faults;
  private volatile boolean isPassed;
  private volatile Runnable whenPassed = NoAction.INSTANCE;
  private @Nullable Attempt last;

  /** One run of the rehearsal. */
  private static final class Attempt {
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean hasFailed;
  }

  /**
   * @param rehearsal decides, records and stops once for real; throws if it cannot
   */
  Proof(Runnable rehearsal, Faults faults) {
    this.rehearsal = rehearsal;
    this.faults = faults;
  }

  /** Has this run once it has passed, by the thread that proves; set before it begins. */
  void whenPassed(Runnable run) {
    whenPassed = run;
  }

  boolean isPassed() {
    return isPassed;
  }

  /** Begins, unless that was done already. Neither waits nor throws. */
  void begin() {
    if (isPassed) {
      return;
    }
    try {
      attempt();
    } catch (Throwable e) {
      faults.note(WHERE, e); // the first request tries again
    }
  }

  /**
   * Waits until the proof has passed or failed.
   *
   * @return false if it has failed, or is not done after ten seconds
   */
  boolean await() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    Attempt known = last();
    Attempt now = attempt();
    await(now, end);
    if (now == known && now.hasFailed) {
      // It was begun before this request came, maybe without the memory that there is now.
      await(attempt(), end);
    }
    return isPassed;
  }

  private void await(Attempt attempt, long end) {
    boolean wasInterrupted = false;
    while (!isPassed && !attempt.hasFailed) {
      try {
        if (!attempt.end.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          break;
        }
      } catch (InterruptedException e) {
        wasInterrupted = true; // for whoever called; the request is not judged without the proof
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Attempt last() {
    return last;
  }

  private synchronized Attempt attempt() {
    Attempt now = last;
    if (now == null || now.hasFailed) {
      Attempt next = new Attempt();
      new GuardThread("flowguard-proof", STACK_BYTES) {
        @Override
        public void run() {
          Proof.this.run(next);
        }
      }.start();
      last = next;
      now = next;
    }
    return now;
  }

  private void run(Attempt attempt) {
    try {
      rehearsal.run();
      isPassed = true;
      whenPassed.run();
    } catch (Throwable e) {
      attempt.hasFailed = true;
      faults.note(WHERE, e);
    } finally {
      attempt.end.countDown();
    }
  }
}
