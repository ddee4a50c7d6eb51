package dev.flowguard.agent.gates.violations.one;

import dev.flowguard.agent.gates.violations.other.Other;

/** Half of a cycle of packages. */
public final class One {
  Other other;
}
