package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a judgement does where captured values are not known yet. */
class WaitingCapturesTest {
  private static final int CHARS = 1 << 20;

  private final ProtectedContent content = new ProtectedContent(512L << 20);
  private final Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());

  private void capture(int values) {
    for (int i = 0; i < values; i++) {
      String letter = "letter " + i + " of somebody, ";
      content.capture(
          "chat-conversation", "test", letter.repeat(CHARS / letter.length()), null, null);
    }
  }

  private Verdict judge() {
    return judge.judge(
        new OutboundRequest(
            "POST",
            "https://api.stripe.com/v1/customers",
            List.of(new Header("Content-Type", "application/json")),
            new Body.Held("{\"sku\":\"12\"}".getBytes()),
            "test"));
  }

  @Test
  void itWaitsForAFewOfThem() {
    capture(4);

    assertThat(judge().inspection()).hasToString("complete");
    assertThat(content.isWaiting()).isFalse();
  }

  @Test
  void itEndsAndSaysSoWhereThereAreTooMany() {
    capture(20); // 40 MiB as they are held; at most 16 MiB are worked on by one stage

    Verdict first = judge();

    assertThat(first.inspection()).hasToString("incomplete:work");
    assertThat(first.stops()).isTrue();
    content.workOff();
    assertThat(judge().inspection()).hasToString("complete");
  }
}
