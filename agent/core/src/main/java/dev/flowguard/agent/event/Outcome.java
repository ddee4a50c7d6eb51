package dev.flowguard.agent.event;

import java.util.Locale;

/** What became of a request. */
public enum Outcome {
  /** Nothing of the body has left. */
  BLOCKED,
  /** Stopped, but parts of the same message had left before. */
  CUT,
  /** It has left. */
  SENT;

  /** True if the request, or what was left of it, was kept from leaving. */
  public boolean wasStopped() {
    return this != SENT;
  }

  /** The word in records. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
