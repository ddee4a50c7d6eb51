package dev.flowguard.rules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.names.SeenNames;
import dev.flowguard.rules.names.ShownNames;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import dev.flowguard.rules.vocabulary.Match;
import java.time.Clock;

/**
 * All detectors and the decision; no word of known content in what is printed.
 *
 * <p>The normal run takes its corpus only; the profile {@code fuzz} looks for new inputs for a
 * minute.
 */
class JudgeFuzzTest {
  private static final String SECRET =
      "Grandmother's ring lies behind the loose brick in the cellar";

  @FuzzTest(maxDuration = "60s")
  void judges(byte[] data) {
    ProtectedContent content = new ProtectedContent();
    content.capture("chat-conversation", "fuzz", SECRET, null, null);
    content.capture(
        "personal-identifier", Match.WORDS, "fuzz", "Wilhelmina Oosterdijk", null, null);
    content.capture("uploaded-document", "fuzz", data, null, null);
    Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());
    StringBuilder explained = new StringBuilder();

    OutboundRequest request = FuzzInput.request(data, "https://api.stripe.com/v1/customers");
    Verdict verdict =
        judge.judge(request, (stage, text) -> explained.append(text.get()).append('\n'));

    // An explanation shows all names, which content can be; evidence does not.
    assertThat(explained.toString()).contains("recipient");
    ShownNames names = new ShownNames(Policy.builtIn(), content);
    StringBuilder evidence = new StringBuilder(verdict.toString());
    for (Violation violation : verdict.violations()) {
      evidence.append(
          names.of(
              new SeenNames(),
              verdict.recipient(),
              RequestUrl.parse(request.url()),
              violation.locations()));
    }
    assertThat(evidence).doesNotContain("loose brick", "Oosterdijk");
  }
}
