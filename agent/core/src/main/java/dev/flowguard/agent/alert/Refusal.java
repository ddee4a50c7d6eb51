package dev.flowguard.agent.alert;

import java.util.Set;

/** What a status says about the alert that was answered with it. */
final class Refusal {
  /** The receiver asks to be called again (RFC 9110 and RFC 6585). */
  private static final Set<Integer> LATER = Set.of(408, 425, 429);

  /** About the address or the credentials, and so about all alerts alike. */
  private static final Set<Integer> OF_ALL = Set.of(401, 402, 403, 404, 405, 407, 410);

  private Refusal() {}

  /** True if the receiver will not take this alert, however often it gets it. */
  static boolean isOfThisAlert(int status) {
    return status >= 400 && status < 500 && !LATER.contains(status) && !OF_ALL.contains(status);
  }
}
