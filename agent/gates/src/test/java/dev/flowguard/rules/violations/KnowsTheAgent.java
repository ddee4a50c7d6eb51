package dev.flowguard.rules.violations;

import dev.flowguard.agent.spi.Gate;

/** A rule that knows the agent. Only tests see it. */
final class KnowsTheAgent {
  Gate gate;
}
