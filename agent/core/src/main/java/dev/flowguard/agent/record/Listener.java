package dev.flowguard.agent.record;

import dev.flowguard.agent.event.Event;
import dev.flowguard.rules.decision.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Hears of what was judged, on the thread that judged it, before its caller does: for tests. What
 * it throws is counted and goes nowhere.
 */
public interface Listener {
  /**
   * A request that some rule concerns.
   *
   * @param mark of the thread that the request was started on, or null
   */
  void judged(Verdict verdict, @Nullable Object mark);

  /**
   * A violation.
   *
   * @param event with all names of the request, which are test data
   * @param mark of the thread that the request was started on, or null
   */
  void violation(Event event, @Nullable Object mark);
}
