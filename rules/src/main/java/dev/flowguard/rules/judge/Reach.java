package dev.flowguard.rules.judge;

import dev.flowguard.rules.policy.Constraint;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Rule;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which recipients the rules of a policy reach, and how strictly. A policy that reaches nobody
 * guards nothing, however it is written.
 *
 * @param processors in the order of the policy's file
 * @param undeclared true if some rule reaches undeclared recipients
 * @param strictest the strictest mode among the rules that reach somebody; {@code OFF} if none does
 */
public record Reach(Set<String> processors, boolean undeclared, Mode strictest) {

  /**
   * Looks at all rules that are not off.
   *
   * @param setting the mode that an operator has set, or null for the policy's own
   */
  public static Reach of(Policy policy, @Nullable Mode setting) {
    Set<String> reached = new LinkedHashSet<>();
    boolean undeclared = false;
    Mode strictest = Mode.OFF;
    for (Rule rule : policy.rules()) {
      Mode mode = RuleSet.modeOf(rule, policy, setting);
      if (mode == Mode.OFF) {
        continue;
      }
      boolean reaches = false;
      if (rule.constraint() instanceof Constraint.OnlyHosts only) {
        reached.add(only.processor());
        reaches = true;
      } else if (rule.constraint() instanceof Constraint.Never never
          && !never.categories().isEmpty()) {
        reached.addAll(never.processors());
        undeclared |= never.undeclared();
        reaches = never.undeclared() || !never.processors().isEmpty();
      }
      if (reaches && mode.compareTo(strictest) > 0) {
        strictest = mode;
      }
    }
    Set<String> inOrder = new LinkedHashSet<>(policy.processors().keySet());
    inOrder.retainAll(reached);
    return new Reach(inOrder, undeclared, strictest);
  }

  /** True if no rule reaches anybody. */
  public boolean isNone() {
    return strictest == Mode.OFF;
  }
}
