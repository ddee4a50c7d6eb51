package dev.flowguard.agent.event;

import java.util.Locale;

/** The decision as records have it: what mode block makes of the request. */
public enum Ruling {
  ALLOW,
  BLOCK;

  /** The word in records. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
