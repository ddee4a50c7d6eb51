package dev.flowguard.api;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What goes wrong in the guard, and where, in a forked JVM: the fault agent has the guard's own
 * methods ask here. In this package, because it is the one that the guard and its tests both see.
 */
public final class Faults {
  private static volatile String step = "";
  private static volatile String kind = "";
  private static final AtomicInteger HITS = new AtomicInteger();

  private Faults() {}

  /**
   * From now on, and nowhere else.
   *
   * @param newKind class name of an exception or error, {@code interrupt}, or {@code delay} and
   *     milliseconds
   */
  public static void set(String newStep, String newKind) {
    step = "";
    kind = newKind;
    HITS.set(0);
    step = newStep;
  }

  /** How often this step has gone wrong since it was set; 0 for any other. */
  public static int hits(String ofStep) {
    return ofStep.equals(step) ? HITS.get() : 0;
  }

  /** Called at the start of each step. */
  public static void at(String here) {
    if (!here.equals(step)) {
      return;
    }
    HITS.incrementAndGet();
    if (kind.equals("interrupt")) {
      Thread.currentThread().interrupt();
    } else if (kind.startsWith("delay ")) {
      LockSupport.parkNanos(Long.parseLong(kind.substring(6)) * 1_000_000);
    } else {
      Throwable fault;
      try {
        fault = (Throwable) Class.forName(kind).getDeclaredConstructor().newInstance();
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(e);
      }
      Faults.<RuntimeException>sneak(fault);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable fault) throws T {
    throw (T) fault;
  }
}
