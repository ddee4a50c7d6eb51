package dev.flowguard.agent.gates.violations.other;

import dev.flowguard.agent.gates.violations.one.One;

/** The other half. */
public final class Other {
  One one;
}
