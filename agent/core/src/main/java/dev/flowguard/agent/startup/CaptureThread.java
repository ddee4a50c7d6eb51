package dev.flowguard.agent.startup;

import dev.flowguard.agent.status.Console;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.util.concurrent.Semaphore;

/**
 * Fingerprints large values that were captured, so that neither the application nor the next
 * judgement waits for it. It ends with the JVM.
 */
final class CaptureThread {
  private final ProtectedContent content;
  private final Semaphore work = new Semaphore(0);

  CaptureThread(ProtectedContent content) {
    this.content = content;
  }

  void start() {
    Thread thread = new Thread(this::run, "flowguard-captures");
    thread.setDaemon(true);
    thread.start();
    content.whenWaiting(work::release);
  }

  private void run() {
    while (true) {
      try {
        workOff();
      } catch (Throwable e) {
        // Not even that could be printed; the next value is fingerprinted all the same.
      }
    }
  }

  private void workOff() {
    work.acquireUninterruptibly();
    work.drainPermits();
    try {
      content.workOff();
    } catch (RuntimeException | Error e) {
      // The value is not known now; its own text must not be told.
      Console.print(
          "flowguard: error: a captured value could not be fingerprinted ("
              + e.getClass().getName()
              + ") and is not known");
    }
  }
}
