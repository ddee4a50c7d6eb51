package dev.flowguard.agent.event;

import dev.flowguard.rules.decision.Notice;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.names.SeenNames;
import dev.flowguard.rules.names.ShownNames;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Rule;
import dev.flowguard.rules.provenance.OwnValue;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Allowance;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of verdicts. Immutable but for the attempts that it remembers, and safe to call from
 * any thread.
 */
public final class EventFactory {

  /** Of all registered methods, UPDATEREDIRECTREF is the longest. */
  private static final int LONGEST_METHOD = 17;

  /** Digits of a fingerprint that name a file. */
  private static final int SHORT_PRINT = 8;

  private final Fingerprints fingerprints;
  private final Policy policy;
  private final ShownNames names;
  private final Attempts attempts = new Attempts();

  /**
   * @param fingerprints of the content that was found
   * @param content what was captured: names that make a part of it are not shown
   */
  public EventFactory(Fingerprints fingerprints, Policy policy, ProtectedContent content) {
    this.fingerprints = fingerprints;
    this.policy = policy;
    this.names = new ShownNames(policy, content);
  }

  /**
   * The event of a violation; its mode says whether it was stopped.
   *
   * @param callers the application's frames, innermost first
   * @param sentBefore bytes of the same message that had left before it was judged
   * @param seen names that earlier requests had
   */
  public Event violation(
      OutboundRequest request,
      Verdict verdict,
      Violation violation,
      List<String> callers,
      long sentBefore,
      SeenNames seen) {
    RequestUrl url = RequestUrl.parse(request.url());
    ShownNames.Shown shown = names.of(seen, verdict.recipient(), url, violation.locations());
    Finding finding = violation.finding();
    Finding.Origin origin = finding == null ? null : finding.origin();
    boolean stopped = verdict.stops();
    Outcome outcome = Outcome.SENT;
    if (stopped) {
      outcome = sentBefore > 0 ? Outcome.CUT : Outcome.BLOCKED;
    }
    Event event =
        event(
            Event.Kind.VIOLATION,
            request,
            verdict,
            violation.rule(),
            new Event.Match(
                violation.category(),
                violation.detector(),
                shown.locations(),
                violation.layers(),
                violation.length(),
                violation.unit(),
                finding == null ? null : fingerprints.of(finding.content()),
                origin == null ? null : origin.source(),
                origin == null ? -1 : origin.ageMillis(),
                compared(violation, shown)),
            new Event.Result(
                stopped || violation.mode() == Mode.BLOCK ? Ruling.BLOCK : ruling(verdict),
                outcome,
                stopped ? sentBefore : -1,
                verdict.inspection().toString()),
            shown,
            callers);
    return attempts.mark(event);
  }

  /**
   * The event of a notice.
   *
   * @see #violation
   */
  public Event notice(
      OutboundRequest request,
      Verdict verdict,
      Notice notice,
      List<String> callers,
      SeenNames seen) {
    RequestUrl url = RequestUrl.parse(request.url());
    ShownNames.Shown shown = names.of(seen, verdict.recipient(), url, List.of(notice.location()));
    Finding.Origin origin = notice.origin();
    return event(
        Event.Kind.NOTICE,
        request,
        verdict,
        notice.rule(),
        new Event.Match(
            notice.category(),
            notice.detector(),
            shown.locations(),
            notice.layers(),
            notice.length(),
            notice.unit(),
            null,
            origin == null ? null : origin.source(),
            origin == null ? -1 : origin.ageMillis(),
            origin == null
                ? List.of()
                : List.of(new Event.Compared(shown.locations().get(0), origin))),
        new Event.Result(
            ruling(verdict),
            verdict.stops() ? Outcome.BLOCKED : Outcome.SENT,
            verdict.stops() ? 0 : -1,
            verdict.inspection().toString()),
        shown,
        callers);
  }

  /**
   * The record of a captured value that stops requests of many callers. It names no content: the
   * line for the policy names a file, into which whoever reads it puts the text.
   *
   * @param event of the last of them
   * @param origin of its value
   */
  public static Audit stopsMany(Event event, Finding.Origin origin) {
    Event.Match match = event.match();
    String print = String.valueOf(match.fingerprint());
    Map<String, String> details = new LinkedHashMap<>();
    details.put("category", match.category());
    details.put("processor", event.destination().processor());
    details.put("location", match.locations().get(0));
    details.put("length", match.length() + " " + match.unit());
    details.put("line", "public: [\"public/" + print.substring(0, SHORT_PRINT) + ".txt\"]");
    details.put("source", origin.source());
    details.put("document", Long.toString(origin.document()));
    details.put("fingerprint", print);
    details.put("event", event.id().uid());
    return Audit.now(AuditKind.DOCUMENT_STOPS_MANY, details);
  }

  /**
   * The record of a violation that the application has allowed.
   *
   * @see #violation
   */
  public Audit allowed(
      OutboundRequest request,
      Verdict verdict,
      Violation violation,
      Allowance allowance,
      List<String> callers,
      SeenNames seen) {
    RequestUrl url = RequestUrl.parse(request.url());
    ShownNames.Shown shown = names.of(seen, verdict.recipient(), url, violation.locations());
    Map<String, String> details = new LinkedHashMap<>();
    details.put("host", names.unlessCaptured(allowance.host()));
    details.put("reason", names.unlessCaptured(allowance.reason()));
    details.put("rule", violation.rule().id());
    details.put("category", violation.category());
    details.put("location", shown.locations().get(0));
    details.put("length", violation.length() + " " + violation.unit());
    details.put("method", method(request.method()));
    details.put("path", shown.path());
    details.put("client", request.client());
    details.put("callers", String.join(" < ", callers));
    return Audit.now(AuditKind.REQUEST_ALLOWED, details);
  }

  /** Where a value of the application itself is sent, with the names that may be shown. */
  public String shown(OwnValue own, SeenNames seen) {
    RequestUrl url = RequestUrl.parse("https://" + own.processor() + own.path());
    return names.of(seen, own.processor(), url, List.of(own.location())).locations().get(0);
  }

  /** What was found of captured values, at the places that may be shown. */
  private static List<Event.Compared> compared(Violation violation, ShownNames.Shown shown) {
    List<Event.Compared> compared = new ArrayList<>();
    for (Finding finding : violation.findings()) {
      if (finding.origin() != null) {
        String place = finding.leaves().get(0).location().named();
        String location = "";
        for (int i = violation.locations().size() - 1; i >= 0; i--) {
          boolean isHere = violation.locations().get(i).named().equals(place);
          location = isHere ? shown.locations().get(i) : location;
        }
        compared.add(new Event.Compared(location, finding.origin()));
      }
    }
    return compared;
  }

  private static Ruling ruling(Verdict verdict) {
    return verdict.violations().isEmpty() ? Ruling.ALLOW : Ruling.BLOCK;
  }

  private Event event(
      Event.Kind kind,
      OutboundRequest request,
      Verdict verdict,
      Rule rule,
      Event.Match match,
      Event.Result result,
      ShownNames.Shown shown,
      List<String> callers) {
    long now = System.currentTimeMillis();
    return new Event(
        kind,
        new Event.Id(Ids.next(now), now, now),
        new Event.PolicyRef(
            rule.id(),
            rule.keeps(),
            rule.severity(),
            policy.name(),
            policy.revision(),
            policy.hash()),
        new Event.Destination(
            verdict.recipient(),
            shown.host(),
            shown.path(),
            method(request.method()),
            request.client(),
            Via.GATE),
        match,
        result,
        new Event.Sender(callers, traceId(request.headers())));
  }

  /**
   * The same event with all names of the request, for a JVM that runs tests: they are test data.
   */
  public static Event named(Event event, OutboundRequest request, Violation violation) {
    RequestUrl url = RequestUrl.parse(request.url());
    ShownNames.Shown shown = ShownNames.all(url, violation.locations());
    Event.Destination to = event.destination();
    Event.Match match = event.match();
    return new Event(
        event.kind(),
        event.id(),
        event.policy(),
        new Event.Destination(
            to.processor(), shown.host(), shown.path(), to.method(), to.client(), to.via()),
        match.at(shown.locations(), compared(violation, shown)),
        event.result(),
        event.sender());
  }

  /** A method, or braces where an application's own word could be content. */
  static String method(String method) {
    boolean isToken = method.length() <= LONGEST_METHOD && !method.isEmpty();
    for (int i = 0; isToken && i < method.length(); i++) {
      isToken = method.charAt(i) >= 'A' && method.charAt(i) <= 'Z' || method.charAt(i) == '-';
    }
    return isToken ? method : "{}";
  }

  /** From a traceparent header (W3C Trace Context, section 3.2). */
  private static @Nullable String traceId(List<Header> headers) {
    for (Header header : headers) {
      String value = header.value();
      if (header.name().equalsIgnoreCase("traceparent")
          && value.length() == 55
          && value.charAt(2) == '-'
          && value.substring(3, 35).chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
        return value.substring(3, 35);
      }
    }
    return null;
  }
}
