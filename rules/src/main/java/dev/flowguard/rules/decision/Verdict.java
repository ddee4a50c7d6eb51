package dev.flowguard.rules.decision;

import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.policy.Mode;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of one judgement.
 *
 * @param recipient id of the processor, {@code first-party} or {@code undeclared}
 * @param decision what mode block would do
 * @param notices events of severity info
 */
public record Verdict(
    String recipient, Decision decision, Inspection inspection, List<Notice> notices) {
  public Verdict {
    notices = List.copyOf(notices);
  }

  /** The violations, or an empty list. */
  public List<Violation> violations() {
    return decision instanceof Decision.Block block ? block.violations() : List.of();
  }

  /** Both verdicts on one request: blocked if either blocks. */
  public Verdict and(Verdict other) {
    List<Violation> all = new ArrayList<>(violations());
    for (Violation violation : other.violations()) {
      if (all.stream().noneMatch(known -> known.isSameAs(violation))) {
        all.add(violation);
      }
    }
    List<Notice> told = new ArrayList<>(notices);
    told.addAll(other.notices);
    return new Verdict(
        recipient,
        all.isEmpty() ? Decision.ALLOW : new Decision.Block(all),
        inspection.and(other.inspection),
        told);
  }

  /** The same, where what it found may pass all the same. */
  public Verdict withoutViolations() {
    return new Verdict(recipient, Decision.ALLOW, inspection, notices);
  }

  /** True if at least one broken rule is in mode block, so that the request must not leave. */
  public boolean stops() {
    for (Violation violation : violations()) {
      if (violation.mode() == Mode.BLOCK) {
        return true;
      }
    }
    return false;
  }
}
