package dev.flowguard.rules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.vocabulary.Match;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/**
 * What the screen lets pass is clean.
 *
 * <p>The normal run takes its corpus only; the profile {@code fuzz} looks for new inputs for a
 * minute.
 */
class ScreenFuzzTest {
  private static final List<String> RECIPIENTS =
      List.of(
          "https://api.stripe.com/v1/customers",
          "https://api.crisp.chat/v1/website/1/conversation",
          "https://region1.google-analytics.com/mp/collect");

  @FuzzTest(maxDuration = "60s")
  void letsNothingPassThatTheJudgementFinds(byte[] data) {
    ProtectedContent content = new ProtectedContent();
    Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());
    content.capture(
        "chat-conversation",
        "fuzz",
        "Grandmother's ring lies behind the loose brick in the cellar",
        null,
        null);
    content.capture(
        "personal-identifier", Match.WORDS, "fuzz", "Wilhelmina Oosterdijk", null, null);
    String captured = new String(data, data.length / 2, data.length / 2, StandardCharsets.UTF_8);
    content.capture("uploaded-document", "fuzz", captured, null, null);

    for (String url : RECIPIENTS) {
      OutboundRequest request = FuzzInput.request(data, url);
      assertThat(judge.isMissedByScreen(request)).as(url).isFalse();
    }
  }
}
