package dev.flowguard.agent.event;

import dev.flowguard.rules.policy.Severity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A record of the guard itself: switched off or to observe, a policy replaced or refused, a client
 * not covered, alerts dropped.
 *
 * @param time milliseconds since 1970
 * @param details names and values, free of content
 */
public record Audit(String id, long time, AuditKind kind, Map<String, String> details) {
  public Audit {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** One that happens now. */
  public static Audit now(AuditKind kind, Map<String, String> details) {
    return at(System.currentTimeMillis(), kind, details);
  }

  /** One that happened then, in milliseconds since 1970. */
  public static Audit at(long time, AuditKind kind, Map<String, String> details) {
    return new Audit(Ids.next(time), time, kind, details);
  }

  boolean isAlert() {
    return kind.severity().compareTo(Severity.MEDIUM) >= 0;
  }

  /** For people. */
  public String sentence() {
    return kind.sentence(details);
  }

  String key() {
    return Ids.digest(Service.current().name(), kind.message(), details.toString());
  }
}
