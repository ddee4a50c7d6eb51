package dev.flowguard.rules.decision;

import dev.flowguard.rules.policy.Mode;
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
