package dev.flowguard.agent.startup;

import dev.flowguard.agent.guard.EnforcingGuard;
import dev.flowguard.agent.thread.GuardThread;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Fingerprints captured values that the application does not wait for: large ones, those that were
 * captured before it was proved that the guard can judge, and those whose capture failed. Neither
 * the application nor the next judgement waits for it. It ends with the JVM.
 */
final class CaptureThread {
  private static final long RETRY_MILLIS = 1_000;

  private final ProtectedContent content;
  private final EnforcingGuard guard;
  private final Semaphore work = new Semaphore(0);

  /**
   * @param guard must have proved that it can judge before anything is captured
   */
  CaptureThread(ProtectedContent content, EnforcingGuard guard) {
    this.content = content;
    this.guard = guard;
  }

  /** Starts the thread, which works whenever values wait. */
  void start() {
    new GuardThread("flowguard-captures") {
      @Override
      public void run() {
        workForEver();
      }
    }.start();
    content.whenWaiting(
        new Runnable() {
          @Override
          public void run() {
            work.release();
          }
        });
  }

  /** Works on what waits, after a proof that failed has passed. */
  void wake() {
    work.release();
  }

  @SuppressWarnings("InfiniteLoopStatement")
  private void workForEver() {
    while (true) {
      try {
        await();
        work.drainPermits();
        if (guard.awaitProof()) {
          content.workOff();
        }
      } catch (Throwable e) {
        // Whose capture it was is counted; the next ones are made all the same.
      }
    }
  }

  /** Until there is something to do, for the first time or again. */
  private void await() throws InterruptedException {
    if (content.hasPostponed()) {
      work.tryAcquire(RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      work.acquire();
    }
  }
}
