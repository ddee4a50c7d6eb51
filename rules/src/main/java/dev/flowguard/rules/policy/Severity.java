package dev.flowguard.rules.policy;

import java.util.Locale;

/** How grave a broken rule is, lightest first; the words of OCSF. */
public enum Severity {
  INFO,
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL;

  /** The word in policies and logs. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
