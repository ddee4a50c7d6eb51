package dev.flowguard.agent.alert;

import dev.flowguard.agent.event.Alert;
import java.util.List;

/**
 * What one call of the webhook carries.
 *
 * @param id unique, and the same each time it is tried
 * @param alert the alert, of a roll-up the last one rolled up
 * @param count of records that it is for
 * @param ids of these records, at most {@value Intake#LISTED}
 * @param first milliseconds since 1970
 * @param last milliseconds since 1970
 */
record Delivery(String id, Alert alert, long count, List<String> ids, long first, long last) {
  Delivery {
    ids = List.copyOf(ids);
  }

  static Delivery one(Alert alert) {
    return new Delivery(alert.id(), alert, 1, List.of(alert.id()), alert.time(), alert.time());
  }

  boolean isRollUp() {
    return count > 1 || !id.equals(alert.id());
  }

  /** One sentence. */
  String summary() {
    return isRollUp() ? count + " more times: " + alert.summary() : alert.summary();
  }
}
