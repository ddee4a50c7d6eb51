package dev.flowguard.agent.event;

import java.util.Locale;

/** The layer that judged the request. */
public enum Via {
  /** The hook in a client. */
  GATE;

  /** The word in records. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
