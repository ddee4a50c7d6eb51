package dev.flowguard.junit;

import java.util.Map;

/**
 * A rule that a request of a test has broken. Free of content.
 *
 * @param location where in the request, such as {@code form metadata[note]}
 * @param outcome {@code blocked}, {@code cut} if bytes had left before, or {@code sent}
 * @param caller the first frames of the application, {@code class.method:line}, innermost first and
 *     joined by {@code <}; empty if there were none
 * @param event id of the record in the journal
 */
public record Violation(
    String rule,
    String processor,
    String category,
    String location,
    String outcome,
    String host,
    String client,
    String caller,
    String event) {

  static Violation of(Map<String, String> event) {
    return new Violation(
        event.getOrDefault("rule", ""),
        event.getOrDefault("processor", ""),
        event.getOrDefault("category", ""),
        event.getOrDefault("location", ""),
        event.getOrDefault("outcome", ""),
        event.getOrDefault("host", ""),
        event.getOrDefault("client", ""),
        event.getOrDefault("caller", ""),
        event.getOrDefault("id", ""));
  }

  /** True if nothing of the body has left. */
  public boolean wasBlocked() {
    return outcome.equals("blocked");
  }

  /** Two or three lines for people. */
  @Override
  public String toString() {
    return category
        + " -> "
        + processor
        + " ("
        + outcome
        + ", rule "
        + rule
        + ")\n      at     "
        + location
        + "\n      by     "
        + (caller.isEmpty() ? "" : caller + ", ")
        + client
        + " to "
        + host
        + "\n      event  "
        + event;
  }
}
