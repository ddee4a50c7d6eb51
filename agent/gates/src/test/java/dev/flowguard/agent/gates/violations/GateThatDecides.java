package dev.flowguard.agent.gates.violations;

import dev.flowguard.rules.policy.Policy;

/** A gate that reads the policy. */
final class GateThatDecides {
  Policy policy;
}
