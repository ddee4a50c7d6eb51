package dev.flowguard.rules.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule of the policy.
 *
 * @param keeps ids of the clauses that it keeps
 * @param fix what a developer should do instead
 * @param mode null for the policy's
 * @param shadow true if it never stops anything
 * @param onIncomplete null for the processor's
 */
public record Rule(
    String id,
    Constraint constraint,
    List<String> keeps,
    Severity severity,
    @Nullable String fix,
    @Nullable Mode mode,
    boolean shadow,
    @Nullable OnIncomplete onIncomplete) {
  public Rule {
    keeps = List.copyOf(keeps);
  }
}
