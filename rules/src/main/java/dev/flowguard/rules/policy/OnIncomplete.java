package dev.flowguard.rules.policy;

import java.util.Locale;

/** What becomes of a request that could not be looked at in full. */
public enum OnIncomplete {
  /** It passes, with a notice. */
  ALLOW,
  /** It breaks the rule. */
  BLOCK;

  /** The word in policies and logs. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
