package dev.flowguard.agent.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A record of the guard's own doings: switched off or to observe, a policy replaced or refused, a
 * client not covered, alerts dropped.
 *
 * @param time milliseconds since 1970
 * @param severity {@code info} to {@code critical}; from {@code medium} on it is alerted
 * @param what happened, in a few words that stay the same
 * @param details names and values, free of content
 */
public record Audit(
    String id, long time, String severity, String what, Map<String, String> details) {
  public Audit {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** One that happens now. */
  public static Audit now(String severity, String what, Map<String, String> details) {
    long now = System.currentTimeMillis();
    return new Audit(Ids.next(now), now, severity, what, details);
  }

  boolean isAlert() {
    return !severity.equals("info") && !severity.equals("low");
  }

  String key() {
    return Ids.digest(what, details.toString());
  }
}
