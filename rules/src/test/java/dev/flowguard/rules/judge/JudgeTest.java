package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final String SECRET =
      "The abbess hid the second ledger under the font before the visitors came on Tuesday";
  private static final String CHAT =
      "[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]";

  private static final String POLICY =
      """
      policy: test
      first-party: ["*.own.example"]
      processors:
        pay:
          hosts: [pay.example]
          text: structured
          accepts-files: [{ host: files.pay.example, path: /v1/files }]
          permits:
            - { fields: ["address[*]"], paths: [/v1/customers/**], categories: [diary], max-chars: 120 }
        desk: { hosts: [desk.example], text: prose }
      categories:
        diary: { shapes: [chat-transcript] }
        photo: { shapes: [image-file] }
      rules:
        - { id: no-diary, never: [diary, photo], reach: [pay, desk, undeclared] }
        - { id: eu, processor: desk, paths: [/eu/**], only-hosts: [eu.desk.example] }
      """;

  private final ProtectedContent content = new ProtectedContent();

  private Judge judge(String yaml, @Nullable Mode setting) {
    PolicyFile.Reading reading = PolicyFile.read("p", yaml.getBytes(StandardCharsets.UTF_8));
    assertThat(reading.policy()).as("%s", reading.problems()).isNotNull();
    Policy policy = reading.policy();
    return new Judge(
        policy,
        setting,
        content,
        Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC));
  }

  private Verdict verdict(String url, String type, String body) {
    return verdict(judge(POLICY, null), url, type, body);
  }

  private static Verdict verdict(Judge judge, String url, String type, String body) {
    return judge.judge(
        new OutboundRequest(
            "POST",
            url,
            List.of(new Header("Content-Type", type)),
            new Body.Held(body.getBytes(StandardCharsets.UTF_8)),
            "test"));
  }

  private void capture() {
    content.capture("diary", "test", SECRET, null, null);
  }

  @Test
  void looksAtNothingOnItsWayToAnOwnService() {
    capture();

    assertThat(verdict("https://api.own.example/", "text/plain", SECRET).recipient())
        .isEqualTo("first-party");
    assertThat(verdict("https://api.own.example/", "text/plain", SECRET).violations()).isEmpty();
    assertThat(judge(POLICY, null).concerns("api.own.example", 443, "/")).isFalse();
  }

  @Test
  void blocksShapesAtProcessorsAndOnlyNotesThemElsewhere() {
    assertThat(verdict("https://pay.example/", "application/json", CHAT).stops()).isTrue();
    Verdict undeclared = verdict("https://ai.example/", "application/json", CHAT);
    assertThat(undeclared.violations()).isEmpty();
    assertThat(undeclared.notices())
        .singleElement()
        .satisfies(n -> assertThat(n.detector()).isEqualTo("chat-transcript"));
  }

  @Test
  void blocksContentOfKnownOriginEverywhereElse() {
    capture();

    assertThat(verdict("https://unknown.example/", "text/plain", SECRET).stops()).isTrue();
  }

  @Test
  void tellsOfAShapeInShadowAndLetsItPass() {
    Judge judge =
        judge(
            POLICY.replace(
                "shapes: [chat-transcript]", "shapes: [{ shape: chat-transcript, shadow: true }]"),
            null);

    Verdict verdict = verdict(judge, "https://pay.example/", "application/json", CHAT);

    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.notices())
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.detector()).isEqualTo("chat-transcript");
              assertThat(notice.why()).isEqualTo("in shadow");
            });
  }

  @Test
  void stillBlocksKnownContentOfACategoryWhoseShapeIsInShadow() {
    capture();
    Judge judge =
        judge(
            POLICY.replace("[chat-transcript]", "[{ shape: chat-transcript, shadow: true }]"),
            null);

    assertThat(verdict(judge, "https://pay.example/", "text/plain", SECRET).stops()).isTrue();
  }

  @Test
  void blocksWhatAPatternOfThePolicyMatchesThroughAnyLayer() {
    Judge judge =
        judge(
            POLICY.replace(
                "diary: { shapes: [chat-transcript] }",
                "diary: { patterns: [{ id: case-file, matches: 'CF-[0-9]{4}/[A-Z]+' }] }"),
            null);

    Verdict verdict =
        verdict(
            judge, "https://pay.example/", "application/json", "{\"a\":\"see%20CF-2041%2FNL\"}");

    assertThat(verdict.violations())
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.detector()).isEqualTo("pattern:case-file");
              assertThat(violation.category()).isEqualTo("diary");
              assertThat(violation.toString()).doesNotContain("CF-2041");
            });
    assertThat(verdict(judge, "https://pay.example/", "text/plain", "see CF-204/nl").violations())
        .isEmpty();
  }

  @Test
  void takesFilesWhereFilesAreTaken() {
    String png = "\u0089PNG\r\n\u001a\n" + "x".repeat(40);
    byte[] bytes = png.getBytes(StandardCharsets.ISO_8859_1);
    Judge judge = judge(POLICY, null);
    for (String host : List.of("files.pay.example/v1/files", "pay.example/v1/files")) {
      Verdict verdict =
          judge.judge(
              new OutboundRequest(
                  "POST", "https://" + host, List.of(), new Body.Held(bytes), "test"));
      assertThat(verdict.stops()).as(host).isEqualTo(host.startsWith("pay"));
    }
  }

  @Test
  void permitsAFieldOnItsPathsUpToItsLength() {
    capture();
    String address = "address[line1]=" + SECRET.replace(' ', '+');
    String form = "application/x-www-form-urlencoded";

    assertThat(verdict("https://pay.example/v1/customers/c", form, address).stops()).isFalse();
    assertThat(verdict("https://pay.example/v1/charges", form, address).stops()).isTrue();
    assertThat(verdict("https://pay.example/v1/customers", form, "note=" + SECRET).stops())
        .isTrue();
    assertThat(
            verdict("https://pay.example/v1/customers", form, address + "+and+more".repeat(12))
                .stops())
        .isTrue();
  }

  @Test
  void takesNoHeaderForAPermittedField() {
    capture();
    Verdict verdict =
        judge(POLICY, null)
            .judge(
                new OutboundRequest(
                    "POST",
                    "https://pay.example/v1/customers",
                    List.of(new Header("address", SECRET)),
                    Body.NONE,
                    "test"));

    assertThat(verdict.stops()).isTrue();
  }

  @Test
  void holdsAProcessorToItsHosts() {
    assertThat(verdict("https://us.desk.example/eu/x", "text/plain", "hi").violations())
        .singleElement()
        .satisfies(v -> assertThat(v.category()).isEqualTo("region"));
    assertThat(verdict("https://eu.desk.example/eu/x", "text/plain", "hi").violations()).isEmpty();
    assertThat(verdict("https://us.desk.example/other", "text/plain", "hi").violations()).isEmpty();
  }

  @Test
  void makesOneViolationOfManyFindingsOfOneCategory() {
    capture();
    String twice = "{\"m\":" + CHAT + ",\"a\":\"" + SECRET + "\",\"b\":\"" + SECRET + "\"}";

    assertThat(verdict("https://pay.example/", "application/json", twice).violations())
        .singleElement()
        .satisfies(
            v -> {
              assertThat(v.detector()).isEqualTo("provenance");
              assertThat(v.locations()).hasSizeGreaterThan(1);
            });
  }

  @Test
  void blocksWhatCannotBeLookedAtAtProcessorsAndLetsItPassElsewhere() {
    Judge judge = judge(POLICY, null);
    for (String host : List.of("pay.example", "other.example")) {
      Verdict verdict =
          judge.judge(
              new OutboundRequest(
                  "POST",
                  "https://" + host + "/",
                  List.of(),
                  new Body.NotHeld(Reason.TOO_LARGE),
                  "test"));
      assertThat(verdict.stops()).as(host).isEqualTo(host.equals("pay.example"));
      assertThat(verdict.inspection()).hasToString("incomplete:too-large");
    }
    assertThat(judge.uninspected(get("https://pay.example/"), Reason.FAULT).stops()).isTrue();
    assertThat(judge.uninspected(get("https://x.own.example/"), Reason.FAULT).stops()).isFalse();
  }

  @Test
  void letsOnIncompleteBeSetForARuleAProcessorOrAll() {
    String allowed =
        POLICY.replace(
            "desk: { hosts: [desk.example],",
            "desk: { on-incomplete: allow, hosts: [desk.example],");
    assertThat(
            judge(allowed, null)
                .uninspected(get("https://desk.example/"), Reason.TOO_LARGE)
                .stops())
        .isFalse();
    assertThat(
            judge(allowed, null).uninspected(get("https://pay.example/"), Reason.TOO_LARGE).stops())
        .isTrue();
    assertThat(
            judge("on-incomplete: allow\n" + POLICY, null)
                .uninspected(get("https://pay.example/"), Reason.TOO_LARGE)
                .stops())
        .isFalse();
    String rule =
        POLICY.replace(
            "reach: [pay, desk, undeclared] }",
            "reach: [pay, desk, undeclared], on-incomplete: block }");
    assertThat(judge(rule, null).uninspected(get("https://any.example/"), Reason.TOO_LARGE).stops())
        .isTrue();
  }

  @Test
  void recordsButDoesNotStopInModeObserveAndLooksAtNothingInModeOff() {
    Verdict observed =
        verdict(judge(POLICY, Mode.OBSERVE), "https://pay.example/", "application/json", CHAT);
    assertThat(observed.violations()).hasSize(1);
    assertThat(observed.decision()).hasToString("block");
    assertThat(observed.stops()).isFalse();

    assertThat(judge(POLICY, Mode.OFF).concerns("pay.example", 443, "/")).isFalse();
  }

  @Test
  void neverLetsARuleGoBeyondTheOperatorsMode() {
    String strict =
        POLICY.replace(
            "reach: [pay, desk, undeclared] }", "reach: [pay, desk, undeclared], mode: block }");
    assertThat(
            verdict(judge(strict, Mode.OBSERVE), "https://pay.example/", "application/json", CHAT)
                .stops())
        .isFalse();
    String shadow =
        POLICY.replace(
            "reach: [pay, desk, undeclared] }", "reach: [pay, desk, undeclared], shadow: true }");
    assertThat(
            verdict(judge(shadow, null), "https://pay.example/", "application/json", CHAT).stops())
        .isFalse();
  }

  @Test
  void honoursAnExceptionUntilItsLastDayUnderItsCondition() {
    String exception =
        POLICY
            + "exceptions: [{ rule: no-diary, processor: pay, path: /v1/disputes/**, when: { purpose: evidence }, owner: dpo, reason: court, expires: %s }]\n";
    String body = "{\"purpose\":\"evidence\",\"m\":" + CHAT + "}";
    String url = "https://pay.example/v1/disputes/1";

    assertThat(
            verdict(judge(exception.formatted("2026-06-01"), null), url, "application/json", body)
                .stops())
        .isFalse();
    assertThat(
            verdict(judge(exception.formatted("2026-05-31"), null), url, "application/json", body)
                .stops())
        .isTrue();
    assertThat(
            verdict(
                    judge(exception.formatted("2026-06-01"), null),
                    url,
                    "application/json",
                    "{\"m\":" + CHAT + "}")
                .stops())
        .isTrue();
    assertThat(
            verdict(
                    judge(exception.formatted("2026-06-01"), null),
                    "https://pay.example/v1/x",
                    "application/json",
                    body)
                .stops())
        .isTrue();
  }

  @Test
  void explainsItselfWithoutTheContent() {
    capture();
    StringBuilder steps = new StringBuilder();
    judge(POLICY, null)
        .judge(
            new OutboundRequest(
                "POST",
                "https://pay.example/v1/x",
                List.of(),
                new Body.Held(("{\"note\":\"" + SECRET + "\"}").getBytes(StandardCharsets.UTF_8)),
                "test"),
            (stage, text) -> steps.append(stage).append(": ").append(text.get()).append('\n'));

    assertThat(steps.toString())
        .contains("destination: recipient pay, rules no-diary", "json $.note", "decide: block")
        .doesNotContain("abbess", "ledger");
  }

  private static OutboundRequest get(String url) {
    return new OutboundRequest("GET", url, List.of(), Body.NONE, "test");
  }
}
