package dev.flowguard.rules.policy;

import java.util.Locale;

/** What becomes of a connection to a processor that nothing has judged. */
public enum Unseen {
  /** It is told. */
  ALARM,
  /** It is told and refused. */
  REFUSE;

  /** The word in policies and logs. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
