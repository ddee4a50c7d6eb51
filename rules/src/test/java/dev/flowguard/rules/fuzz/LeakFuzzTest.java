package dev.flowguard.rules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/**
 * A leak stays a leak whatever stands before it.
 *
 * <p>The normal run takes its corpus only; the profile {@code fuzz} looks for new inputs for a
 * minute.
 */
class LeakFuzzTest {
  private static final String SECRET =
      "Grandmother's ring lies behind the loose brick in the cellar";

  @FuzzTest(maxDuration = "60s")
  void neverLosesALeak(byte[] data) {
    ProtectedContent content = new ProtectedContent();
    content.capture("chat-conversation", "fuzz", SECRET, null, null);
    Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());
    String value = new String(data, StandardCharsets.UTF_8);
    String body =
        "a="
            + URLEncoder.encode(value, StandardCharsets.UTF_8)
            + "&b="
            + URLEncoder.encode(SECRET, StandardCharsets.UTF_8);

    Verdict verdict =
        judge.judge(
            new OutboundRequest(
                "POST",
                "https://api.stripe.com/v1/customers",
                List.of(new Header("Content-Type", "application/x-www-form-urlencoded")),
                new Body.Held(body.getBytes(StandardCharsets.UTF_8)),
                "fuzz"));

    assertThat(verdict.violations()).isNotEmpty();
  }
}
