package dev.flowguard.agent.startup;

import dev.flowguard.rules.provenance.ProtectedContent;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Fingerprints captured values that the application does not wait for: large ones, those that were
 * captured before it was proved that the guard can judge, and those whose capture failed. Neither
 * the application nor the next judgement waits for it. It ends with the JVM.
 */
final class CaptureThread {
  private static final long RETRY_MILLIS = 1_000;

  private final ProtectedContent content;
  private final BooleanSupplier proof;
  private final Semaphore work = new Semaphore(0);

  /**
   * @param proof waits for the proof that the guard can judge, and begins it if need be; false if
   *     it failed
   */
  CaptureThread(ProtectedContent content, BooleanSupplier proof) {
    this.content = content;
    this.proof = proof;
  }

  /** Starts the thread, which works whenever values wait. */
  void start() {
    Thread thread = new Thread(null, this::run, "flowguard-captures", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    thread.start();
    content.whenWaiting(work::release);
  }

  /** Works on what waits, after a proof that failed has passed. */
  void wake() {
    work.release();
  }

  @SuppressWarnings("InfiniteLoopStatement")
  private void run() {
    while (true) {
      try {
        await();
        work.drainPermits();
        if (proof.getAsBoolean()) {
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
