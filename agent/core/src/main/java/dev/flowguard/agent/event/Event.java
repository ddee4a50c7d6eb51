package dev.flowguard.agent.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of the journal: a violation, or a notice of severity info. Free of content: names that
 * could be content have been replaced by their length, and what was matched is a keyed fingerprint.
 *
 * @param id a UUID of version 7, sortable by time
 * @param occurred milliseconds since 1970
 * @param detected milliseconds since 1970
 * @param pathTemplate with everything replaced that could be an id or content
 * @param via {@code gate} or {@code backstop}
 * @param matchedLength in characters or bytes
 * @param fingerprint HMAC-SHA-256 of what was matched, first 16 bytes in hexadecimal
 * @param source as declared; null for shapes
 * @param sourceAgeMillis -1 for shapes
 * @param decision {@code allow} or {@code block}
 * @param outcome {@code blocked}, {@code cut} where bytes had left before, or {@code sent}
 * @param bodyBytesSent -1 where not known
 * @param caller the first frame of the application, {@code class.method:line}
 */
public record Event(
    String id,
    long occurred,
    long detected,
    boolean isViolation,
    String rule,
    List<String> clauses,
    String severity,
    String category,
    String processor,
    String host,
    String pathTemplate,
    String method,
    String client,
    String via,
    String detector,
    List<String> locations,
    String layers,
    int matchedLength,
    @Nullable String fingerprint,
    @Nullable String source,
    long sourceAgeMillis,
    String decision,
    String outcome,
    long bodyBytesSent,
    String inspection,
    @Nullable String caller,
    @Nullable String traceId,
    String policy,
    int policyRevision,
    String policyHash) {

  /** True if the request, or what was left of it, was kept from leaving. */
  public boolean wasStopped() {
    return !outcome.equals("sent");
  }

  /** The line for people: what was stopped, where and why. */
  public String sentence() {
    String what = wasStopped() ? "Blocked " : isViolation ? "Let pass " : "Noticed ";
    return what
        + method
        + " to "
        + processor
        + " ("
        + host
        + "): "
        + category
        + (category.equals("region") ? " rule broken" : " found at " + locations.get(0))
        + " ("
        + (matchedLength > 0 ? matchedLength + " long, " : "")
        + (inspection.equals("complete") ? "" : inspection + ", ")
        + "rule "
        + rule
        + ", event "
        + id
        + ")";
  }

  /**
   * Equal for violations of one rule by one request of the application, however often its client
   * repeats it: SHA-256 of what makes it that violation, first 16 bytes in hexadecimal.
   */
  public String key() {
    return Ids.digest(
        rule,
        category,
        processor,
        host,
        pathTemplate,
        method,
        outcome,
        String.join(",", locations),
        String.valueOf(fingerprint),
        String.valueOf(caller));
  }
}
