package dev.flowguard.agent.alert;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.rules.policy.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One alert, or a roll-up of repeats, that is to be delivered, and how often that has failed. Of
 * the delivering thread.
 */
final class Pending {
  final Backlog backlog;
  final long number;
  final boolean isCritical;

  /** Where its line is in the spool; of a roll-up the first one. Null if it is in memory only. */
  final Spool.@Nullable Place place;

  final int length;
  private final boolean isRollUp;

  /** Not tried before this, milliseconds on the clock of the courier. */
  long dueAt;

  /** Failures since the receiver last took anything. */
  int tries;

  /** Failures that are this alert's own. */
  int failures;

  /** How many deliveries there had been when it failed first; -1 before. */
  long deliveriesThen = -1;

  boolean isDone;

  private @Nullable Alert alert;
  private final List<String> ids = new ArrayList<>();
  private long first;
  private long count;
  private long counted;

  Pending(
      Backlog backlog,
      long number,
      Alert alert,
      boolean isRollUp,
      Spool.@Nullable Place place,
      int length,
      long dueAt) {
    this.backlog = backlog;
    this.number = number;
    this.isCritical = alert.severity() == Severity.CRITICAL;
    this.alert = alert;
    this.isRollUp = isRollUp;
    this.place = place;
    this.length = length;
    this.dueAt = dueAt;
    this.first = alert.time();
    add(alert);
  }

  /** One more repeat of a roll-up. */
  void add(Alert repeat) {
    alert = repeat;
    first = Math.min(first, repeat.time());
    count++;
    if (ids.size() < Intake.LISTED) {
      ids.add(repeat.id());
    }
  }

  /** Repeats that were only counted. */
  void addCounted(long more) {
    counted += more;
  }

  boolean hasFailed() {
    return deliveriesThen >= 0;
  }

  boolean isRollUp() {
    return isRollUp;
  }

  /** Frees the memory of what can be read from the spool again. */
  void forget() {
    if (!isRollUp && place != null) {
      alert = null;
    }
  }

  /** True if what it says has to be read from the spool. */
  boolean isForgotten() {
    return alert == null;
  }

  void remember(Alert again) {
    alert = again;
  }

  /** What to send; null if it is forgotten. */
  @Nullable Delivery delivery() {
    Alert now = alert;
    if (now == null) {
      return null;
    }
    return isRollUp
        ? new Delivery(ids.get(0) + "-rollup", now, count + counted, ids, first, now.time())
        : Delivery.one(now);
  }
}
