package dev.flowguard.agent.alert;

import dev.flowguard.agent.event.Alert;
import java.util.List;

/**
 * What one call of the webhook tells.
 *
 * @param id unique, and the same each time it is tried
 * @param alert the alert, of a roll-up the last one rolled up
 * @param count of records that it stands for
 * @param ids of these records, at most {@value Intake#LISTED}
 * @param first milliseconds since 1970
 * @param last milliseconds since 1970
 */
record Told(String id, Alert alert, long count, List<String> ids, long first, long last) {
  Told {
    ids = List.copyOf(ids);
  }

  static Told one(Alert alert) {
    return new Told(alert.id(), alert, 1, List.of(alert.id()), alert.time(), alert.time());
  }

  boolean isRollUp() {
    return count > 1 || !id.equals(alert.id());
  }

  /** One sentence. */
  String summary() {
    return isRollUp() ? count + " more times: " + alert.summary() : alert.summary();
  }
}
