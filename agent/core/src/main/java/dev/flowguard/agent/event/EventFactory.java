package dev.flowguard.agent.event;

import dev.flowguard.rules.decision.Notice;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Rule;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Makes events of verdicts. Immutable and safe to call from any thread. */
public final class EventFactory {
  private static final int FINGERPRINT_BYTES = 16;

  /** Of all registered methods, UPDATEREDIRECTREF is the longest. */
  private static final int LONGEST_METHOD = 17;

  private final SecretKeySpec key;
  private final Policy policy;

  /**
   * @param key of the fingerprints
   */
  public EventFactory(byte[] key, Policy policy) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.policy = policy;
  }

  /**
   * The event of a violation; its mode says whether it was stopped.
   *
   * @param callers the application's frames, innermost first
   * @param sentBefore bytes of the same message that had left before it was judged
   */
  public Event violation(
      OutboundRequest request,
      Verdict verdict,
      Violation violation,
      List<String> callers,
      long sentBefore) {
    Finding finding = violation.finding();
    Finding.Origin origin = finding == null ? null : finding.origin();
    boolean stopped = verdict.stops();
    Outcome outcome = Outcome.SENT;
    if (stopped) {
      outcome = sentBefore > 0 ? Outcome.CUT : Outcome.BLOCKED;
    }
    return event(
        Event.Kind.VIOLATION,
        request,
        verdict,
        violation.rule(),
        new Event.Match(
            violation.category(),
            violation.detector(),
            violation.locations(),
            violation.layers(),
            violation.length(),
            violation.unit(),
            finding == null ? null : fingerprint(finding),
            origin == null ? null : origin.source(),
            origin == null ? -1 : origin.ageMillis()),
        new Event.Result(
            stopped || violation.mode() == Mode.BLOCK ? Ruling.BLOCK : ruling(verdict),
            outcome,
            stopped ? sentBefore : -1,
            verdict.inspection().toString()),
        callers);
  }

  /** The event of a notice. */
  public Event notice(
      OutboundRequest request, Verdict verdict, Notice notice, List<String> callers) {
    return event(
        Event.Kind.NOTICE,
        request,
        verdict,
        notice.rule(),
        new Event.Match(
            notice.category(),
            notice.detector(),
            List.of(notice.location()),
            notice.layers(),
            notice.length(),
            notice.unit(),
            null,
            null,
            -1),
        new Event.Result(
            ruling(verdict),
            verdict.stops() ? Outcome.BLOCKED : Outcome.SENT,
            verdict.stops() ? 0 : -1,
            verdict.inspection().toString()),
        callers);
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
      List<String> callers) {
    RequestUrl url = RequestUrl.parse(request.url());
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
            host(url.host()),
            template(url.path()),
            method(request.method()),
            request.client(),
            Via.GATE),
        match,
        result,
        new Event.Sender(callers, traceId(request.headers())));
  }

  private String fingerprint(Finding finding) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return HexFormat.of().formatHex(finding.content().fingerprint(mac), 0, FINGERPRINT_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /** A host in which every label is masked that could be content. */
  public static String host(String host) {
    if (host.startsWith("[")) {
      return host; // an address has no room for content
    }
    StringBuilder out = new StringBuilder();
    for (String label : host.split("\\.", -1)) {
      out.append(out.length() == 0 ? "" : ".").append(Location.shown(label));
    }
    return out.toString();
  }

  /** A method, or braces where an application's own word could be content. */
  static String method(String method) {
    boolean isToken = method.length() <= LONGEST_METHOD && !method.isEmpty();
    for (int i = 0; isToken && i < method.length(); i++) {
      isToken = method.charAt(i) >= 'A' && method.charAt(i) <= 'Z' || method.charAt(i) == '-';
    }
    return isToken ? method : "{}";
  }

  /** A path in which everything that could be an id or content is a pair of braces. */
  static String template(String path) {
    StringBuilder out = new StringBuilder();
    int start = 1;
    while (start < path.length()) {
      int end = path.indexOf('/', start);
      if (end < 0) {
        end = path.length();
      }
      String segment = path.substring(start, end);
      out.append('/').append(isWord(segment) ? segment : "{}");
      start = end + 1;
    }
    return out.length() == 0 ? "/" : out.toString();
  }

  private static boolean isWord(String segment) {
    boolean isVersion = segment.length() <= 3 && segment.startsWith("v") && segment.length() > 1;
    return isVersion
        || Location.shown(segment).equals(segment)
            && segment.chars().noneMatch(c -> c >= '0' && c <= '9');
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
