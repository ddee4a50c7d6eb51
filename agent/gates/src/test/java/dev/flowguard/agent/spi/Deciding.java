package dev.flowguard.agent.spi;

import dev.flowguard.rules.policy.Policy;

/** Decides where a gate should only ask. Only tests see it. */
final class Deciding {
  Policy policy;
}
