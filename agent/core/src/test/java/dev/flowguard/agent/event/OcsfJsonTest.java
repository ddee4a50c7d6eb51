package dev.flowguard.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OcsfJsonTest {
  private static Event event(String host, String outcome) {
    return new Event(
        "id-1",
        1,
        2,
        true,
        "rule-1",
        List.of("C1"),
        "critical",
        "chat-conversation",
        "pay",
        host,
        "/v1/x",
        "POST",
        "okhttp",
        "gate",
        "provenance",
        List.of("form note"),
        "form",
        41,
        "ab12",
        "method a.B#c()",
        7,
        "block",
        outcome,
        0,
        "complete",
        "a.B.c:9",
        null,
        "p",
        3,
        "hash");
  }

  @Test
  void writesABlockAsADeniedFindingOfClass2006() {
    assertThat(OcsfJson.of(event("pay.example", "blocked")))
        .startsWith("{\"activity_id\":1,\"category_uid\":2,\"class_uid\":2006,\"type_uid\":200601,")
        .contains(
            "\"severity_id\":5",
            "\"action_id\":2,\"disposition_id\":2",
            "\"message\":\"Blocked POST to pay (pay.example): chat-conversation found at form note (41 long, rule rule-1, event id-1)\"",
            "\"dst_endpoint\":{\"hostname\":\"pay.example\",\"name\":\"pay\"}")
        .doesNotContain("\n");
  }

  @Test
  void writesWhatPassedAsDetectedOnly() {
    assertThat(OcsfJson.of(event("pay.example", "sent")))
        .contains("\"action_id\":1,\"disposition_id\":15", "\"message\":\"Let pass POST");
  }

  @Test
  void makesWhatComesFromARequestInert() {
    String hostile = "a\r\nFLOWGUARD {}\u001b[31m\u202e\u2028\"}" + "x".repeat(900);
    String line = OcsfJson.of(event(hostile, "blocked"));

    assertThat(line).doesNotContain("\r", "\n", "\u001b", "\u202e", "\u2028");
    assertThat(line.length()).isLessThan(4_000);
  }

  @Test
  void keepsNoIdAndNoContentInAPath() {
    assertThat(EventFactory.template("/v1/customers/cus_QXg1o8vcGmoR32/tax_ids/"))
        .isEqualTo("/v1/customers/{}/tax_ids");
    assertThat(EventFactory.template("/search/my%20secret/8c842203-7ed8-4e29"))
        .isEqualTo("/search/{}/{}");
    assertThat(EventFactory.template("/")).isEqualTo("/");
  }

  @Test
  void keepsNoContentInAHostOrAMethod() {
    assertThat(EventFactory.host("api.stripe.com")).isEqualTo("api.stripe.com");
    assertThat(EventFactory.host("my-sister-left-the-convent-last-week.evil.example"))
        .isEqualTo("‹36 chars›.evil.example");
    assertThat(EventFactory.method("POST")).isEqualTo("POST");
    assertThat(EventFactory.method("my sister left")).isEqualTo("{}");
  }
}
