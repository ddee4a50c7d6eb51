package dev.flowguard.rules.legitimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.judge.Sender;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.OutboundRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class LocaleRequestsTest {
  private static final List<String> LOCALES = LocaleRequests.TAGS;
  private static final int REQUESTS = 100;
  private static final int CHATS = 40;

  /** Chats of people of the locale, who write of its days, countries and amounts. */
  private static ProtectedContent chats(String locale) {
    ProtectedContent content = new ProtectedContent();
    Chats chats = new Chats(locale.hashCode());
    LocaleRequests words = new LocaleRequests(locale, 1);
    for (int i = 0; i < CHATS; i++) {
      String turn =
          chats.turn()
              + " "
              + words.date()
              + ", "
              + words.day()
              + ", "
              + words.country()
              + ". "
              + chats.turn()
              + " "
              + words.amount()
              + " ("
              + words.currency()
              + ") "
              + chats.turn();
      content.capture("chat-conversation", "test", turn, "owner-" + i, null);
    }
    return content;
  }

  @ParameterizedTest
  @FieldSource("LOCALES")
  void noRequestOfAShopIsBlockedForWhatChatsOfItsCountryHaveInCommonWithIt(String locale) {
    Judge judge = new Judge(Policy.builtIn(), null, chats(locale), Clock.systemUTC());
    LocaleRequests requests = new LocaleRequests(locale, 2);
    List<String> blocked = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      OutboundRequest request = requests.next();
      Verdict verdict = judge.judge(request);
      if (verdict.stops()) {
        blocked.add(request.url() + ": " + verdict.violations());
      }
    }

    assertThat(blocked).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("LOCALES")
  void butAChatOfOnePersonIsInAnyOfThem(String locale) {
    LocaleRequests words = new LocaleRequests(locale, 3);
    String turn = words.name() + " " + words.name() + ", " + words.name() + " " + words.name();
    ProtectedContent content = new ProtectedContent();
    content.capture("chat-conversation", "test", turn, null, null);
    Sender sender = new Sender(content);

    assertThat(sender.postJson("https://api.stripe.com/v1/customers", "note", turn).stops())
        .isTrue();
  }
}
