package dev.flowguard.agent.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose content a value is, as the application names it. */
class OwnersTest {
  private static final String PHRASE =
      "We shall gladly look into the matter and come back to you within two working days";

  private final ProtectedContent content = new ProtectedContent();
  private final Policy policy = Policy.builtIn();
  private final Sources sources = new Sources(policy, content);
  private final Judge judge = new Judge(policy, null, content, Clock.systemUTC());

  private boolean isStopped() {
    return judge
        .judge(
            new OutboundRequest(
                "POST",
                "https://api.stripe.com/v1/customers",
                List.of(),
                new Body.Held(PHRASE.getBytes(StandardCharsets.UTF_8)),
                "test"))
        .stops();
  }

  @Test
  void aPhraseThatThreeOwnersHaveStopsNothing() {
    sources.protect("chat-conversation", "Ann reads: " + PHRASE, "ann", null);
    sources.protect("chat-conversation", List.of("Bob answers: " + PHRASE), "bob", "ticket-1");
    assertThat(isStopped()).isTrue();

    sources.protect("chat-conversation", ("Cem: " + PHRASE).toCharArray(), "cem", null);

    assertThat(isStopped()).isFalse();
  }

  @Test
  void onePersonsCopiesStillCount() {
    for (int i = 0; i < 6; i++) {
      sources.protect("chat-conversation", "Copy " + i + ": " + PHRASE, "ann", null);
    }

    assertThat(isStopped()).isTrue();
  }
}
