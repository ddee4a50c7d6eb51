package dev.flowguard.rules.policy;

import java.util.Locale;

/** What a processor gets by its nature, which decides how long a run must be to count. */
public enum TextKind {
  /** Fields, ids and amounts: a payment or an analytics service. */
  STRUCTURED,
  /** Text that people write: a support desk. */
  PROSE;

  /** The word in policies and logs. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
