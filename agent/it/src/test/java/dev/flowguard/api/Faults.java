package dev.flowguard.api;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

  /** How often each method was called, while that is recorded; else null. */
  private static volatile Map<String, Integer> called;

  private static final AtomicInteger UNTIL = new AtomicInteger();
  private static final AtomicInteger THROWN = new AtomicInteger();
  private static volatile String armed = "";
  private static volatile boolean isOnce;

  private Faults() {}

  /** Records from now on how often each method is called. */
  public static void record() {
    called = new ConcurrentHashMap<>();
  }

  /** Ends the recording, and returns the calls of each method. */
  public static Map<String, Integer> recorded() {
    Map<String, Integer> all = called;
    called = null;
    return all == null ? Map.of() : all;
  }

  /**
   * Has a method fail from now on.
   *
   * @param call the first call that fails, from 1
   * @param once false if all later ones fail too
   * @param newKind class name of an exception or error; or {@code hang}, and the method goes on
   *     once this is disarmed
   */
  public static void arm(String method, int call, boolean once, String newKind) {
    armed = "";
    kind = newKind;
    isOnce = once;
    UNTIL.set(call);
    THROWN.set(0);
    armed = method;
  }

  /** Ends that; returns how often the method has failed. */
  public static int disarm() {
    armed = "";
    return THROWN.get();
  }

  /** Called at the start of every method. */
  public static void maybe(String here) {
    Map<String, Integer> recording = called;
    if (recording != null) {
      recording.merge(here, 1, Integer::sum);
    }
    if (!armed.isEmpty() && here.equals(armed)) {
      int left = UNTIL.decrementAndGet();
      if (left == 0 || left < 0 && !isOnce) {
        THROWN.incrementAndGet();
        if (kind.equals("hang")) {
          hangIn(here);
        } else {
          Faults.<RuntimeException>sneak(fault());
        }
      }
    }
  }

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
      Faults.<RuntimeException>sneak(fault());
    }
  }

  private static void hangIn(String here) {
    while (here.equals(armed)) {
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static Throwable fault() {
    try {
      return (Throwable) Class.forName(kind).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable fault) throws T {
    throw (T) fault;
  }
}
