package dev.flowguard.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.event.AlertKind;
import dev.flowguard.rules.policy.Severity;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
  private static Delivery told(String location) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", "pay");
    facts.put("category", "chat-conversation");
    facts.put("location", location);
    Alert alert =
        new Alert(
            "id-1",
            "key-1",
            0,
            AlertKind.VIOLATION,
            Severity.CRITICAL,
            "Blocked at " + location,
            facts,
            "{\"a\":1}",
            null);
    return new Delivery("id-1", alert, 1, List.of("id-1"), 0, 0);
  }

  private static String body(Template template, String location) {
    return new String(template.body(told(location), "routing"), StandardCharsets.UTF_8);
  }

  @Test
  void slackGetsBlocksOfPlainTextInWhichNothingIsMarkedUp() {
    String body = body(Template.SLACK, "<!channel> *x* <https://evil.example|click> & \"q\"");

    assertThat(body)
        .contains("\"type\":\"plain_text\"", "\"emoji\":false", "&lt;!channel&gt;", "\\\"q\\\"")
        .doesNotContain("mrkdwn");
    assertThat(body.substring(0, body.indexOf("\"blocks\""))).doesNotContain("<!channel>");
  }

  @Test
  void pagerDutyGetsATriggerWithTheKeyThatStaysTheSame() {
    assertThat(body(Template.PAGERDUTY, "form note"))
        .contains(
            "\"routing_key\":\"routing\"",
            "\"event_action\":\"trigger\"",
            "\"dedup_key\":\"key-1\"",
            "\"severity\":\"critical\"",
            "\"component\":\"pay\"",
            "\"class\":\"chat-conversation\"");
  }

  @Test
  void noBodyGrowsBeyondWhatItsReceiverTakes() {
    String longText = "x".repeat(10_000);

    assertThat(body(Template.SLACK, longText).length()).isLessThan(10_000);
    String pagerDuty = body(Template.PAGERDUTY, longText);
    int summary = pagerDuty.indexOf("\"summary\":\"") + 11;
    assertThat(pagerDuty.indexOf('"', summary) - summary).isLessThanOrEqualTo(1_024);
  }
}
