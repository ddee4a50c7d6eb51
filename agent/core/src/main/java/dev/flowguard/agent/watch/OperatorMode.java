package dev.flowguard.agent.watch;

import dev.flowguard.rules.judge.Reach;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.NearestWord;
import dev.flowguard.rules.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * The mode that the operator asked for, which overrides the policy's. Where it cannot be understood
 * the guard observes: it neither blocks what the operator may have wanted to pass, nor looks away.
 *
 * @param given by the setting {@code mode}, or null
 * @param environment its name, or null
 * @param isDoubtful true if a setting that would choose the mode cannot be understood
 */
public record OperatorMode(@Nullable Mode given, @Nullable String environment, boolean isDoubtful) {

  /** What replaces the policy's own mode; null if nothing does. */
  @Nullable Mode of(Policy policy) {
    Mode asked =
        given != null || environment == null ? given : policy.environments().get(environment);
    boolean isUnsure = isDoubtful || given == null && environmentProblem(policy) != null;
    return isUnsure && Reach.of(policy, asked).strictest() == Mode.BLOCK ? Mode.OBSERVE : asked;
  }

  /** What is wrong with the name of the environment, or null. */
  @Nullable String environmentProblem(Policy policy) {
    if (environment == null
        || policy.environments().isEmpty()
        || policy.environments().containsKey(environment)) {
      return null;
    }
    String nearest = NearestWord.to(environment, policy.environments().keySet());
    return "the policy has no environment '"
        + environment
        + "', so the guard "
        + (given == null ? "does not go beyond mode observe. " : "is in mode " + given + ". ")
        + (nearest == null ? "" : "Did you mean '" + nearest + "'? ")
        + "Known: "
        + String.join(", ", policy.environments().keySet())
        + ".";
  }
}
