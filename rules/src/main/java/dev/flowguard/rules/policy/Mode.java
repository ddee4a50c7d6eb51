package dev.flowguard.rules.policy;

import java.util.Locale;

/** What the guard makes of a block, in order of strictness. */
public enum Mode {
  /** Rules are not looked at. */
  OFF,
  /** What breaks a rule is recorded and passes, with outcome {@code sent}. */
  OBSERVE,
  /** What breaks a rule is stopped. */
  BLOCK;

  /** The word in policies and logs. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
