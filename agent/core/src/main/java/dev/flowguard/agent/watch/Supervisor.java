package dev.flowguard.agent.watch;

import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.thread.GuardThread;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Notices a watch that does not come back, as from a network mount that stalls, and starts one anew
 * that has ended. It opens no file and takes no lock that a watch holds.
 */
public final class Supervisor {
  /** A watch that has not finished a round for so long is reported. */
  private static final long LATE_MILLIS = 10_000;

  private static final long EVERY_MILLIS = 2_000;

  private final List<WatchThread> watches;
  private final Problems problems;
  private final Runnable changed;
  private final long lateMillis;
  private final long everyMillis;

  /**
   * @param changed runs when a watch was found late, or well again
   */
  public Supervisor(List<WatchThread> watches, Problems problems, Runnable changed) {
    this(watches, problems, changed, LATE_MILLIS, EVERY_MILLIS);
  }

  Supervisor(
      List<WatchThread> watches,
      Problems problems,
      Runnable changed,
      long lateMillis,
      long everyMillis) {
    this.watches = List.copyOf(watches);
    this.problems = problems;
    this.changed = changed;
    this.lateMillis = lateMillis;
    this.everyMillis = everyMillis;
  }

  /** Starts its thread. */
  public void start() {
    new GuardThread("flowguard-supervisor") {
      @Override
      public void run() {
        lookForEver();
      }
    }.start();
  }

  private void lookForEver() {
    while (true) {
      try {
        TimeUnit.MILLISECONDS.sleep(everyMillis);
        for (WatchThread watch : watches) {
          look(watch);
        }
      } catch (InterruptedException | RuntimeException | Error e) {
        // Tried again: without this thread nobody would notice a watch that hangs.
      }
    }
  }

  private void look(WatchThread watch) {
    String key = "watch." + watch.name();
    if (!watch.isAlive()) {
      watch.start();
    }
    if (watch.millisSince() < lateMillis) {
      if (problems.solved(key)) {
        changed.run();
      }
      return;
    }
    problems.report(
        key,
        "the thread "
            + watch.name()
            + " has not come back for more than "
            + lateMillis / 1_000
            + " seconds: a file that it reads may be on a file system that stalls. Until it does,"
            + " the guard goes on with the policy in force; other policies are not seen");
    changed.run();
  }
}
