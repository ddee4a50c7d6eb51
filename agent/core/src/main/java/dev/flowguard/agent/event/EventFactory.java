package dev.flowguard.agent.event;

import dev.flowguard.rules.decision.Notice;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Makes events of verdicts. Immutable and safe to call from any thread. */
public final class EventFactory {
  private static final int FINGERPRINT_BYTES = 16;
  private static final int FRAMES_LOOKED_AT = 256;

  /** Code between the application and the network; the first frame outside it is the caller's. */
  private static final List<String> LIBRARIES =
      List.of(
          "dev.flowguard.agent.",
          "dev.flowguard.rules.",
          "okhttp3.",
          "okio.",
          "kotlin.",
          "retrofit2.",
          "com.stripe.",
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.");

  private final SecretKeySpec key;
  private final Policy policy;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param key of the fingerprints
   */
  public EventFactory(byte[] key, Policy policy) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.policy = policy;
  }

  /** The event of a violation; its mode says whether it was stopped. */
  public Event violation(OutboundRequest request, Verdict verdict, Violation violation) {
    Finding finding = violation.finding();
    Finding.Origin origin = finding == null ? null : finding.origin();
    boolean stopped = verdict.stops();
    return event(
        request,
        verdict,
        true,
        violation.rule().id(),
        violation.rule().keeps(),
        violation.rule().severity().toString(),
        violation.category(),
        violation.detector(),
        violation.locations(),
        violation.layers(),
        violation.length(),
        finding == null ? null : fingerprint(finding),
        origin,
        stopped || violation.mode() == Mode.BLOCK ? "block" : verdict.decision().toString(),
        stopped ? "blocked" : "sent");
  }

  /** The event of a notice. */
  public Event notice(OutboundRequest request, Verdict verdict, Notice notice) {
    return event(
        request,
        verdict,
        false,
        notice.rule().id(),
        notice.rule().keeps(),
        "info",
        notice.category(),
        notice.detector(),
        List.of(notice.location()),
        notice.layers(),
        notice.length(),
        null,
        null,
        verdict.decision().toString(),
        verdict.stops() ? "blocked" : "sent");
  }

  private Event event(
      OutboundRequest request,
      Verdict verdict,
      boolean isViolation,
      String rule,
      List<String> clauses,
      String severity,
      String category,
      String detector,
      List<String> locations,
      String layers,
      int length,
      @Nullable String fingerprint,
      Finding.@Nullable Origin origin,
      String decision,
      String outcome) {
    RequestUrl url = RequestUrl.parse(request.url());
    long now = System.currentTimeMillis();
    return new Event(
        id(now),
        now,
        now,
        isViolation,
        rule,
        clauses,
        severity,
        category,
        verdict.recipient(),
        url.host(),
        template(url.path()),
        request.method(),
        request.client(),
        "gate",
        detector,
        locations,
        layers,
        length,
        fingerprint,
        origin == null ? null : origin.source(),
        origin == null ? -1 : origin.ageMillis(),
        decision,
        outcome,
        outcome.equals("blocked") ? 0 : -1,
        verdict.inspection().toString(),
        caller(),
        traceId(request.headers()),
        policy.name(),
        policy.revision(),
        policy.hash());
  }

  /** RFC 9562, section 5.7. */
  private String id(long now) {
    long random1 = random.nextLong();
    long random2 = random.nextLong();
    return new UUID(now << 16 | 0x7000 | random1 & 0xfff, random2 & 0x3fffffffffffffffL | 1L << 63)
        .toString();
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

  private static @Nullable String caller() {
    Optional<StackWalker.StackFrame> frame =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .limit(FRAMES_LOOKED_AT)
                        .filter(
                            each -> LIBRARIES.stream().noneMatch(each.getClassName()::startsWith))
                        .findFirst());
    return frame
        .map(each -> each.getClassName() + "." + each.getMethodName() + ":" + each.getLineNumber())
        .orElse(null);
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
