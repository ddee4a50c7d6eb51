package dev.flowguard.agent.event;

import dev.flowguard.rules.policy.Severity;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the guard records of itself. From severity {@code medium} on it is alerted.
 *
 * <p>A sentence names details in braces. Details that it does not name follow it in brackets.
 */
public enum AuditKind {
  STARTED(Severity.INFO, "guard started", "The guard has started."),
  SWITCHED_OFF(Severity.HIGH, "guard switched off", "The guard is OFF: {why}."),
  UNGUARDED(
      Severity.CRITICAL,
      "guard unguarded, nothing is judged",
      "The guard is UNGUARDED, nothing is judged: {why}."),
  OBSERVING(
      Severity.MEDIUM,
      "guard observes, nothing is blocked",
      "The guard observes: what violates a rule is recorded and passes."),
  BLOCKING_AGAIN(
      Severity.HIGH, "guard blocks again", "The guard blocks again what violates a rule."),
  PROBLEM(Severity.MEDIUM, "problem", "The guard has a problem ({key}): {problem}."),
  PROBLEM_SOLVED(
      Severity.MEDIUM, "problem solved", "A problem of the guard is solved ({key}): {problem}."),
  CLIENT_NOT_COVERED(
      Severity.HIGH,
      "client not covered",
      "Requests of {client} are not judged in this JVM: {why}."),
  POLICY_REPLACED(
      Severity.MEDIUM, "policy replaced", "Policy {policy}, revision {revision}, is in force."),
  POLICY_REFUSED(
      Severity.HIGH,
      "policy refused, the old one stays",
      "The policy file was refused, and {policy}, revision {revision}, stays in force: {errors}."),
  POLICY_STILL_REFUSED(
      Severity.HIGH,
      "policy refused, still nothing is guarded",
      "The policy file was refused, and still nothing is judged: {errors}."),
  CONTENT_DROPPED(
      Severity.MEDIUM,
      "captured content dropped for lack of room",
      "Captured content was dropped for lack of room, and is not recognised any more: {hint}."),
  SOURCES(
      Severity.INFO,
      "sources",
      "{fired} of {declared} declared sources have captured content since the start."),
  DOCUMENT_STOPS_MANY(
      Severity.HIGH,
      "one captured value stops requests of many callers",
      "One value that was captured as {category} stops requests to {processor} of more than ten"
          + " callers within a minute, at {location} ({length}). If it is a text that the"
          + " application sends to everybody, put what that field holds into the file that this"
          + " line of the policy names: {line}."),
  REQUEST_ALLOWED(
      Severity.INFO,
      "request allowed by the application",
      "The application has allowed a request to {host}, because: {reason}. Without that, rule {rule}"
          + " would have counted {category} at {location} ({length})."),
  ALLOWED_IN_VAIN(
      Severity.MEDIUM,
      "allowance without effect",
      "Flowguard.allow has no effect for {processor}, which the policy declares as a processor. Write"
          + " a permit or an exception into the policy, or remove the call."),
  OBSERVE_BEGUN(
      Severity.CRITICAL,
      "switched to observe",
      "The guard only observes until {until}, and nothing is blocked. By {by}, because: {reason}."),
  OBSERVE_REFUSED(
      Severity.HIGH,
      "switch to observe refused",
      "The switch to observe was refused: {why}. The guard goes on as before."),
  OBSERVE_ENDED(
      Severity.HIGH,
      "switch to observe ended",
      "The guard no longer observes only: {why}. Mode {mode} applies again; violations in the"
          + " meantime: {violations meanwhile}."),
  ALERTS_DROPPED(
      Severity.HIGH,
      "alerts dropped",
      "Alerts were dropped: {over the rate cap} over the rate cap, {spool full} because the spool"
          + " was full, {no room} because there was no other place for them. The journal has all"
          + " their records."),
  ALERTS_SET_ASIDE(
      Severity.HIGH,
      "alerts set aside",
      "The receiver of alerts refuses {count} of them ({why}). They were set aside in the folder of"
          + " alerts; the journal has their records."),
  NOTICES_DROPPED(
      Severity.INFO,
      "notices dropped",
      "{count} notices were not recorded, because more than 60 came in a minute."),
  JOURNAL_CHANGED(
      Severity.HIGH,
      "journal file removed or changed from outside",
      "Another program removed, replaced or changed the journal file {file}, which held {records in"
          + " it} records. Records go to a new file."),
  RECORDS_LOST(
      Severity.HIGH,
      "records lost",
      "The journal could not be written for a while, and {count} records are lost. It is written"
          + " again."),
  ALERT_TEST(Severity.MEDIUM, "alert-test", "This is a test, not a violation.");

  private final Severity severity;
  private final String message;
  private final String sentence;

  AuditKind(Severity severity, String message, String sentence) {
    this.severity = severity;
    this.message = message;
    this.sentence = sentence;
  }

  public Severity severity() {
    return severity;
  }

  /** The same few words in every record of this kind. */
  public String message() {
    return message;
  }

  /** One or two sentences for people, not yet inert. */
  String sentence(Map<String, String> details) {
    Map<String, String> left = new LinkedHashMap<>(details);
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < sentence.length()) {
      int open = sentence.indexOf('{', at);
      if (open < 0) {
        break;
      }
      int close = sentence.indexOf('}', open);
      String name = sentence.substring(open + 1, close);
      String value = left.remove(name);
      out.append(sentence, at, open).append(value == null ? "unknown" : unended(value));
      at = close + 1;
    }
    out.append(sentence, at, sentence.length());
    if (!left.isEmpty()) {
      StringBuilder rest = new StringBuilder();
      left.forEach(
          (name, value) ->
              rest.append(rest.length() == 0 ? "" : "; ").append(name).append(": ").append(value));
      out.append(" (").append(rest).append(')');
    }
    return out.toString();
  }

  /** The sentence has a full stop of its own. */
  private static String unended(String value) {
    return value.endsWith(".") ? value.substring(0, value.length() - 1) : value;
  }
}
