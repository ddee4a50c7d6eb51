package dev.flowguard.agent.event;

import java.util.Locale;

/** What an alert is about. */
public enum AlertKind {
  /** A request that violates a rule. */
  VIOLATION,
  /** The guard itself. */
  AUDIT;

  /** The word in alerts. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
