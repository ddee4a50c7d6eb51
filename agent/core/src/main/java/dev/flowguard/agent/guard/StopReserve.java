package dev.flowguard.agent.guard;

import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.decision.Violation;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What requests are stopped with when there is no memory or stack left to make anything. Each
 * exception is thrown once, because its catchers may attach others to it; only when all are used up
 * is the last one thrown again. Thread-safe.
 */
final class StopReserve {
  private static final int SIZE = 64;
  private static final StackTraceElement[] NO_TRACE = {};

  private final BlockedRequestException[] kept = new BlockedRequestException[SIZE];
  private final AtomicInteger left = new AtomicInteger();

  StopReserve() {
    refill();
  }

  /** One to throw: with its own stack trace if there is room for one. */
  BlockedRequestException take() {
    try {
      return made();
    } catch (VirtualMachineError e) {
      return kept[Math.max(0, left.decrementAndGet())];
    }
  }

  /** Replaces those that were thrown. Called where there is memory again. */
  synchronized void refill() {
    for (int i = Math.max(0, left.get()); i < SIZE; i++) {
      BlockedRequestException one = made();
      one.setStackTrace(NO_TRACE); // not of whoever happens to make it
      kept[i] = one;
    }
    left.set(SIZE);
  }

  private static BlockedRequestException made() {
    return new BlockedRequestException(
        "Blocked a request that could not be judged, because of an internal error of the guard"
            + " (not-inspected). The next request is judged again; 'doctor' shows the error.",
        Violation.NOT_INSPECTED,
        "unknown",
        Violation.NOT_INSPECTED,
        "request",
        "");
  }
}
