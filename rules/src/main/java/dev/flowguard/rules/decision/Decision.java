package dev.flowguard.rules.decision;

import java.util.List;

/**
 * The decision on one outbound request. There is no third outcome, and no mode: what a mode makes
 * of a block is up to the caller (see {@link Verdict#stops()}).
 */
public sealed interface Decision {
  Decision ALLOW = new Allow();

  /** No rule was broken. */
  record Allow() implements Decision {
    @Override
    public String toString() {
      return "allow";
    }
  }

  /** At least one rule was broken. */
  record Block(List<Violation> violations) implements Decision {
    public Block {
      violations = List.copyOf(violations);
      if (violations.isEmpty()) {
        throw new IllegalArgumentException(
            "a Block names at least one violation; use ALLOW when there is none");
      }
    }

    @Override
    public String toString() {
      return "block";
    }
  }
}
