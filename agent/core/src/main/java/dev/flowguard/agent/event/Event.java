package dev.flowguard.agent.event;

import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.detect.Unit;
import dev.flowguard.rules.policy.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of the journal: a violation, or a notice. Free of content: names that could be content
 * are replaced by their length, and what was matched is a keyed fingerprint.
 */
public record Event(
    Kind kind,
    Id id,
    PolicyRef policy,
    Destination destination,
    Match match,
    Result result,
    Sender sender) {

  /** What is recorded. */
  public enum Kind {
    /** A request that violates a rule. */
    VIOLATION,
    /** Something worth knowing that violates no rule. Its severity is {@code info}. */
    NOTICE
  }

  /**
   * Which record, and when.
   *
   * @param uid a UUID of version 7, sortable by time
   * @param occurred milliseconds since 1970
   * @param detected milliseconds since 1970
   * @param retryOf uid of the first attempt; null for the first one
   * @param attempt from 1
   */
  public record Id(
      String uid, long occurred, long detected, @Nullable String retryOf, int attempt) {

    /** Of a first attempt. */
    public Id(String uid, long occurred, long detected) {
      this(uid, occurred, detected, null, 1);
    }
  }

  /**
   * The rule, and the policy it is in.
   *
   * @param clauses of the privacy policy that the rule keeps
   * @param severity of the rule
   * @param hash SHA-256 of the policy's file, hexadecimal
   */
  public record PolicyRef(
      String rule,
      List<String> clauses,
      Severity severity,
      String name,
      int revision,
      String hash) {
    public PolicyRef {
      clauses = List.copyOf(clauses);
    }
  }

  /**
   * Where the request goes, and how.
   *
   * @param processor its id, or {@code undeclared}
   * @param pathTemplate with everything replaced that could be an id or content
   */
  public record Destination(
      String processor, String host, String pathTemplate, String method, String client, Via via) {}

  /**
   * What was found.
   *
   * @param locations where, strongest first
   * @param layers the layers opened on the way to the first location
   * @param length 0 where nothing was matched
   * @param fingerprint HMAC-SHA-256 of what was matched, first 16 bytes in hexadecimal
   * @param source as declared; null for shapes
   * @param sourceAgeMillis -1 for shapes
   * @param compared how long what was found of captured values is, the longest first, at most
   *     three; empty for shapes
   */
  public record Match(
      String category,
      String detector,
      List<String> locations,
      String layers,
      int length,
      Unit unit,
      @Nullable String fingerprint,
      @Nullable String source,
      long sourceAgeMillis,
      List<Compared> compared) {
    public Match {
      locations = List.copyOf(locations);
      compared = List.copyOf(compared);
    }

    /** The same match, at places that are shown otherwise. */
    Match at(List<String> places, List<Compared> comparisons) {
      return new Match(
          category,
          detector,
          places,
          layers,
          length,
          unit,
          fingerprint,
          source,
          sourceAgeMillis,
          comparisons);
    }
  }

  /**
   * What was found of one captured value, and how much is needed: numbers and no content.
   *
   * @param location one of the locations of the match, or empty if it is not among them
   */
  public record Compared(String location, Finding.Origin origin) {}

  /**
   * What was decided, and what became of the request.
   *
   * @param bodyBytesSent -1 where not known
   * @param inspection {@code complete}, or {@code incomplete:} and the reason
   */
  public record Result(Ruling ruling, Outcome outcome, long bodyBytesSent, String inspection) {}

  /**
   * The code that sent the request.
   *
   * @param callers the first frames of the application, {@code class.method:line}, innermost first;
   *     empty where there are none
   */
  public record Sender(List<String> callers, @Nullable String traceId) {
    public Sender {
      callers = List.copyOf(callers);
    }

    /** The first frame of the application, or null if there is none. */
    public @Nullable String caller() {
      return callers.isEmpty() ? null : callers.get(0);
    }
  }

  /** How grave it is: the rule's severity, or {@code info} for a notice. */
  public Severity severity() {
    return kind == Kind.NOTICE ? Severity.INFO : policy.severity();
  }

  /** The line for people: what was stopped, where and why. */
  public String sentence() {
    String what = "Noticed ";
    if (result.outcome().wasStopped()) {
      what = "Blocked ";
    } else if (kind == Kind.VIOLATION) {
      what = "Let pass ";
    }
    return what
        + destination.method()
        + " to "
        + destination.processor()
        + " ("
        + destination.host()
        + "): "
        + match.category()
        + (match.category().equals("region")
            ? " rule violated"
            : " found at " + match.locations().get(0))
        + " ("
        + (match.length() > 0 ? match.length() + " " + match.unit() + ", " : "")
        + (result.inspection().equals("complete") ? "" : result.inspection() + ", ")
        + "rule "
        + policy.rule()
        + ", event "
        + id.uid()
        + ")";
  }

  /**
   * Equal for violations of one rule by one request of the application, however often its client
   * repeats it: SHA-256 of what makes it that violation, first 16 bytes in hexadecimal.
   */
  public String key() {
    return Ids.digest(
        policy.rule(),
        match.category(),
        destination.processor(),
        destination.host(),
        destination.pathTemplate(),
        destination.method(),
        result.outcome().toString(),
        String.join(",", match.locations()),
        String.valueOf(match.fingerprint()),
        String.valueOf(sender.caller()));
  }
}
