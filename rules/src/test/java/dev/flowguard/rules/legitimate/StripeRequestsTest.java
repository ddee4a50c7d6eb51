package dev.flowguard.rules.legitimate;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.net.HttpContent;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StripeRequestsTest {
  private static final int ROUNDS = 8;
  private static final int CAPTURED_CHARS = 1 << 20;

  private static Judge judge(ProtectedContent content) {
    return new Judge(Policy.builtIn(), null, content, Clock.systemUTC());
  }

  private static OutboundRequest request(HttpContent content) {
    return new OutboundRequest(
        "POST",
        "https://api.stripe.com/v1/resource",
        List.of(
            new Header("Content-Type", content.contentType()),
            new Header("Idempotency-Key", "6f1d2c9e-0f7e-4c57-9a55-0c1f2f9f1b8a"),
            new Header("Authorization", "Bearer sk_test_4eC39HqLyjWDarjtT1zdp7dc"),
            new Header("User-Agent", "Stripe/v1 JavaBindings/33.3.0")),
        new Body.Held(content.byteArrayContent()),
        "test");
  }

  private static List<String> blocked(Judge judge) throws Exception {
    List<String> blocked = new ArrayList<>();
    int count = 0;
    for (int round = 0; round < ROUNDS; round++) {
      StripeRequests requests = new StripeRequests(round);
      for (Class<?> parameters : StripeRequests.classes()) {
        Verdict verdict = judge.judge(request(requests.body(parameters)));
        count++;
        if (!verdict.violations().isEmpty()) {
          blocked.add(parameters.getSimpleName() + " in round " + round + ": " + verdict);
        }
      }
    }
    assertThat(count).isGreaterThan(4_000);
    return blocked;
  }

  @Test
  void noRequestThatTheLibraryCanMakeIsBlocked() throws Exception {
    assertThat(blocked(judge(new ProtectedContent()))).isEmpty();
  }

  @Test
  void norWithOneMebibyteOfChatsCaptured() throws Exception {
    ProtectedContent content = new ProtectedContent();
    Chats chats = new Chats(7);
    int chars = 0;
    for (int owner = 0; chars < CAPTURED_CHARS; owner++) {
      String turn = chats.turn();
      chars += turn.length();
      content.capture("chat-conversation", "test", turn, "owner-" + owner / 6, null);
    }

    assertThat(blocked(judge(content))).isEmpty();
  }

  @Test
  void butATurnOfACapturedChatInAnyOfThemIs() throws Exception {
    ProtectedContent content = new ProtectedContent();
    Chats chats = new Chats(7);
    String turn = chats.turn() + " " + chats.turn();
    content.capture("chat-conversation", "test", turn, "owner", null);
    Judge judge = judge(content);
    StripeRequests requests = new StripeRequests(1);
    for (Class<?> parameters : StripeRequests.classes()) {
      OutboundRequest clean = request(requests.body(parameters));
      String form = new String(((Body.Held) clean.body()).bytes(), StandardCharsets.UTF_8);
      String leaking = form + "&metadata[note]=" + URLEncoder.encode(turn, StandardCharsets.UTF_8);
      byte[] body = leaking.getBytes(StandardCharsets.UTF_8);

      Verdict verdict =
          judge.judge(
              new OutboundRequest(
                  "POST", clean.url(), clean.headers(), new Body.Held(body), "test"));

      assertThat(verdict.violations()).as(parameters.getSimpleName()).isNotEmpty();
    }
  }
}
