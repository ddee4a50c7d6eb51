package dev.flowguard.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.detect.Comparison;
import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.detect.Unit;
import dev.flowguard.rules.policy.Severity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OcsfJsonTest {
  private static Event event(String host, Outcome outcome) {
    return new Event(
        Event.Kind.VIOLATION,
        new Event.Id("id-1", 1, 2),
        new Event.PolicyRef("rule-1", List.of("C1"), Severity.CRITICAL, "p", 3, "hash"),
        new Event.Destination("pay", host, "/v1/x", "POST", "okhttp", Via.GATE),
        new Event.Match(
            "chat-conversation",
            "provenance",
            List.of("form note"),
            "form",
            41,
            Unit.CHARS,
            "ab12",
            "method a.B#c()",
            7,
            List.of(
                new Event.Compared(
                    "form note",
                    new Finding.Origin(
                        "chat-conversation",
                        "method a.B#c()",
                        3,
                        0xabcdL,
                        7,
                        true,
                        new Comparison(Comparison.Kind.RUN, 41, 35, 32, 0, 0, Map.of("ids", 6)))))),
        new Event.Result(Ruling.BLOCK, outcome, 0, "complete"),
        new Event.Sender(List.of("a.B.c:9", "a.B.d:10"), null));
  }

  @Test
  void writesABlockAsADeniedFindingOfClass2006() {
    assertThat(OcsfJson.of(event("pay.example", Outcome.BLOCKED)))
        .startsWith("{\"activity_id\":1,\"category_uid\":2,\"class_uid\":2006,\"type_uid\":200601,")
        .contains(
            "\"severity_id\":5",
            "\"action_id\":2,\"disposition_id\":2",
            "\"message\":\"Blocked POST to pay (pay.example): chat-conversation found at form note (41 chars, rule rule-1, event id-1)\"",
            "\"callers\":[\"a.B.c:9\",\"a.B.d:10\"]",
            "\"dst_endpoint\":{\"hostname\":\"pay.example\",\"name\":\"pay\"}")
        .doesNotContain("\n");
  }

  @Test
  void writesWhatPassedAsDetectedOnly() {
    assertThat(OcsfJson.of(event("pay.example", Outcome.SENT)))
        .contains("\"action_id\":1,\"disposition_id\":15", "\"message\":\"Let pass POST");
  }

  @Test
  void writesHowLongWhatWasFoundIsAgainstWhatIsNeeded() {
    assertThat(OcsfJson.of(event("pay.example", Outcome.BLOCKED)))
        .contains(
            "\"compared\":[{\"kind\":\"run\",\"decisive\":true,\"location\":\"form note\","
                + "\"source\":\"method a.B#c()\",\"document\":3,\"owner\":\"abcd\",\"length\":41,"
                + "\"letters\":35,\"letters_needed\":32,\"not_counted\":{\"ids\":6}}]");
  }

  @Test
  void makesWhatComesFromARequestInert() {
    String hostile = "a\r\nFLOWGUARD {}\u001b[31m\u202e\u2028\"}" + "x".repeat(900);
    String line = OcsfJson.of(event(hostile, Outcome.BLOCKED));

    assertThat(line).doesNotContain("\r", "\n", "\u001b", "\u202e", "\u2028");
    assertThat(line.length()).isLessThan(4_000);
  }

  @Test
  void keepsNoContentInAMethod() {
    assertThat(EventFactory.method("POST")).isEqualTo("POST");
    assertThat(EventFactory.method("my sister left")).isEqualTo("{}");
  }

  @Test
  void anAlertOfTheGuardItselfIsASentence() {
    Audit audit =
        Audit.now(
            AuditKind.OBSERVE_BEGUN,
            Map.of("until", "12:30", "by", "root", "reason", "payments fail."));

    Alert alert = Alert.of(audit, OcsfJson.of(audit));

    assertThat(alert).isNotNull();
    assertThat(alert.summary())
        .isEqualTo(
            "Flowguard: The guard only observes until 12:30, and nothing is blocked. By root,"
                + " because: payments fail.");
  }

  @Test
  void everyKindOfAuditMakesASentenceOfWhateverDetailsItHas() {
    for (AuditKind kind : AuditKind.values()) {
      assertThat(new Audit("id", 1, kind, Map.of("extra", "1")).sentence())
          .as(kind.name())
          .endsWith(". (extra: 1)")
          .doesNotContain("{", "}", "=", "..");
    }
  }
}
