package dev.flowguard.agent.guard;

import dev.flowguard.agent.status.Problems;
import dev.flowguard.rules.inspection.StackRoom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts internal errors and reports each kind as a problem, which is over when the kind has not
 * been seen for ten minutes. Thread-safe.
 *
 * <p>Noting a fault needs nothing that may have failed with it: where it cannot be reported at
 * once, for lack of stack or memory, the watch reports it.
 */
public final class Faults {
  private static final long OVER_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int MOST_KINDS = 50;

  private final Problems problems;
  private final AtomicLong count = new AtomicLong();
  private final Map<String, Kind> kinds = new ConcurrentHashMap<>();
  private volatile @Nullable String unreportedWhere;
  private volatile @Nullable Throwable unreported;

  /** One problem. */
  private static final class Kind {
    private volatile long seen = System.nanoTime();
  }

  public Faults(Problems problems) {
    this.problems = problems;
  }

  /** Faults so far. */
  long count() {
    return count.get();
  }

  /**
   * Notes a fault. Never throws, and never waits.
   *
   * @param where what was being done, free of content, the same for all faults of a kind
   */
  public void note(String where, Throwable fault) {
    try {
      count.incrementAndGet();
      if (StackRoom.isEnough()) {
        report(where, fault);
        return;
      }
    } catch (Throwable e) {
      // Reported later, like what there is no stack for.
    }
    unreportedWhere = where;
    unreported = fault;
  }

  /** Notes that the screen let a request pass in which the judgement finds something. */
  void missedByScreen() {
    count.incrementAndGet();
    problems.report(
        "fault.screen",
        "a request was sent that should have been judged more closely: the screen found it clean,"
            + " and a judgement in full does not. All requests are judged in full from now on,"
            + " until this JVM ends. Please report this.");
  }

  private void report(String where, Throwable fault) {
    // The class only: a message could quote what was looked at.
    String key = "fault." + where + "." + fault.getClass().getName();
    Kind known = kinds.get(key);
    if (known != null) {
      known.seen = System.nanoTime();
    } else if (kinds.size() < MOST_KINDS) {
      problems.report(key, text(where, fault));
      // Known only now: what could not be reported must be reported later.
      kinds.putIfAbsent(key, new Kind());
    }
  }

  private static String text(String where, Throwable fault) {
    StackTraceElement[] trace = fault.getStackTrace();
    return where
        + " failed with "
        + fault.getClass().getName()
        + (trace.length == 0 ? "" : " at " + trace[0])
        + ". Requests that it concerned were stopped, or decided by on-incomplete; later ones are"
        + " judged again. Please report this.";
  }

  /**
   * Reports what could not be reported when it happened, and ends what is over. Called by the
   * watch.
   */
  void look() {
    Throwable late = unreported;
    String where = unreportedWhere;
    if (late != null && where != null) {
      unreported = null;
      report(where, late);
    }
    long now = System.nanoTime();
    for (Map.Entry<String, Kind> each : kinds.entrySet()) {
      Kind kind = each.getValue();
      if (now - kind.seen > OVER_NANOS && kinds.remove(each.getKey(), kind)) {
        problems.solved(each.getKey());
      }
    }
  }
}
