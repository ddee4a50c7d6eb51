package dev.flowguard.agent.guard;

import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.event.EventFactory;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.names.SeenNames;
import dev.flowguard.rules.request.Allowance;
import dev.flowguard.rules.request.OutboundRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets requests pass that the application allows for a host, and has each of them recorded, with
 * the reason that it gave. Thread-safe.
 */
final class AllowedRequests {
  private final Recorder recorder;
  private final SeenNames seen;

  /** Processors of which it was reported that an allowance has no effect for them. */
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  AllowedRequests(Recorder recorder, SeenNames seen) {
    this.recorder = recorder;
    this.seen = seen;
  }

  /**
   * The verdict on a request with the allowances of whoever sends it.
   *
   * @return the verdict itself where none of them applies, else one without violations
   */
  Verdict lift(
      OutboundRequest request,
      Verdict verdict,
      List<Allowance> allowances,
      Judge judge,
      EventFactory events,
      Origin origin) {
    Allowance lifting = judge.lifting(request, verdict, allowances);
    if (lifting != null) {
      for (Violation violation : verdict.violations()) {
        recorder.audit(
            events.allowed(request, verdict, violation, lifting, origin.callers(), seen));
      }
      return verdict.withoutViolations();
    }
    if (judge.isInVain(request, allowances) && reported.add(verdict.recipient())) {
      recorder.audit(
          Audit.now(AuditKind.ALLOWED_IN_VAIN, Map.of("processor", verdict.recipient())));
    }
    return verdict;
  }
}
