package dev.flowguard.agent.guard;

import dev.flowguard.agent.event.EventFactory;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What decides at one moment: a policy in a mode. Replaced as a whole, so that no request meets
 * half of one and half of another.
 *
 * @param setting the operator's mode, or null for the policy's
 */
record InForce(Policy policy, @Nullable Mode setting, Judge judge, EventFactory events) {

  static InForce of(
      Policy policy, @Nullable Mode setting, ProtectedContent content, byte[] evidenceKey) {
    return new InForce(
        policy,
        setting,
        new Judge(policy, setting, content, Clock.systemUTC()),
        new EventFactory(evidenceKey, policy));
  }

  /** The mode that applies where a rule has none of its own. */
  Mode mode() {
    return setting == null ? policy.mode() : setting;
  }
}
