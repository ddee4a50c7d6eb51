package dev.flowguard.agent.guard;

import dev.flowguard.rules.judge.Screening;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.OutboundRequest;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has one in {@value #EVERY} requests that the screen let pass judged in full, on a thread of the
 * guard. A difference is a fault: from then on, until the JVM ends, all requests are judged in
 * full. Thread-safe.
 */
final class ScreenCheck implements Consumer<OutboundRequest> {
  static final int EVERY = 1_000;

  /** Larger bodies are not copied for a check. */
  private static final int LARGEST = 1 << 20;

  private final Executor judges;
  private final Faults faults;
  private final AtomicLong screened = new AtomicLong();
  private volatile @Nullable Screening judge;
  private volatile boolean isOff;

  /**
   * @param judges runs the checks
   */
  ScreenCheck(Executor judges, Faults faults) {
    this.judges = judges;
    this.faults = faults;
  }

  /** Says by which judge requests are judged from now on. */
  void judgeBy(Screening next) {
    judge = next;
    if (isOff) {
      next.stopScreening();
    }
  }

  /** Counts a request that the screen let pass. Never waits. */
  @Override
  public void accept(OutboundRequest request) {
    if (screened.incrementAndGet() % EVERY == 0) {
      check(request);
    }
  }

  private void check(OutboundRequest request) {
    Screening by = judge;
    if (by == null
        || !(request.body() instanceof Body.Held held)
        || held.bytes().length > LARGEST) {
      return;
    }
    OutboundRequest copy =
        new OutboundRequest(
            request.method(),
            request.url(),
            request.headers(),
            new Body.Held(held.bytes().clone()),
            request.client());
    judges.execute(
        new Runnable() {
          @Override
          public void run() {
            check(copy, by);
          }
        });
  }

  private void check(OutboundRequest request, Screening by) {
    try {
      if (by.isMissedByScreen(request)) {
        isOff = true;
        by.stopScreening();
        Screening now = judge;
        if (now != null) {
          now.stopScreening();
        }
        faults.missedByScreen();
      }
    } catch (Throwable e) {
      faults.note("a check of the screen", e);
    }
  }
}
