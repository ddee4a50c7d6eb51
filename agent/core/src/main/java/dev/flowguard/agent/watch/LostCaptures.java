package dev.flowguard.agent.watch;

import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.thread.Look;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A captured value that is not known because of an error is a blind spot: it is a problem, which is
 * over when none was lost for ten minutes.
 */
public final class LostCaptures implements Look {
  private static final String KEY = "capture.lost";
  private static final long OVER_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final ProtectedContent content;
  private final LongSupplier beside;
  private final Problems problems;
  private long seen;
  private long seenAt;

  /**
   * @param beside values that were lost before the content was given them
   */
  public LostCaptures(ProtectedContent content, LongSupplier beside, Problems problems) {
    this.content = content;
    this.beside = beside;
    this.problems = problems;
  }

  @Override
  public void look() {
    look(System.nanoTime());
  }

  /** The same, as if it were this time of {@link System#nanoTime}. */
  void look(long now) {
    long lost = content.lost() + beside.getAsLong();
    if (lost > seen) {
      seenAt = now;
      Class<?> error = content.lastError();
      // Without the count: each change of a problem's text is an alert of its own.
      problems.report(
          KEY,
          "captured values are not known because of an error ("
              + (error == null ? "of stack or memory" : error.getName())
              + "): requests with them are not stopped, unless they are captured again. Give the"
              + " JVM more memory or stack if it lacks them, else please report this");
    } else if (seen > 0 && now - seenAt > OVER_NANOS) {
      problems.solved(KEY);
    }
    // Known only now: without the memory for a report, the next look makes it. The number is
    // smaller once an application that had counted some is gone.
    seen = lost;
  }
}
