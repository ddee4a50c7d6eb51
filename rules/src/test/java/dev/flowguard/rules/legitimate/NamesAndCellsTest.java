package dev.flowguard.rules.legitimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.vocabulary.Match;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No user stops analytics by a name, and no price list by words that any table has. */
class NamesAndCellsTest {
  private static final String HIT =
      "https://region1.google-analytics.com/g/collect?v=2&tid=G-4QM7Z1TB2X&cid=1.2&";
  private static final String EVENTS =
      "https://region1.google-analytics.com/mp/collect?measurement_id=G-4QM7Z1TB2X&api_secret=k";

  private final ProtectedContent content = new ProtectedContent();
  private final Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());

  private void user(String name) {
    content.capture("personal-identifier", Match.WORDS, "test", name, null, null);
  }

  private boolean isStopped(String url, String body) {
    return judge
        .judge(
            new OutboundRequest(
                "POST",
                url,
                List.of(new Header("Content-Type", "application/json")),
                new Body.Held(body.getBytes(StandardCharsets.UTF_8)),
                "test"))
        .stops();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static String event(String name, String parameters) {
    return "{\"client_id\":\"1.2\",\"events\":[{\"name\":\""
        + name
        + "\",\"params\":{"
        + parameters
        + "}}]}";
  }

  @ParameterizedTest
  @CsvSource({
    "Page View, en=page_view",
    "Add Payment, en=add_payment_info",
    "Sign Up, en=sign_up&ep.method=Google",
    "Mirage Studio, en=x&dt=Welcome+to+Mirage+Studio",
    "Google Analytics, en=x&dt=Google+Analytics+test+page",
    "Google Chrome, en=x&uafvl=Google%20Chrome;131.0.6778.109",
    "Rose Gold, en=x&ep.colour=Rose+Gold",
    "Photo Pack, en=x&dt=Photo+Pack+for+families",
    "Harry Potter, en=x&pr1=id4711~nmHarry+Potter+mug~pr12.50",
    "Harry Potter, en=x&ep.item_name=Harry+Potter+mug"
  })
  void aUserCalledLikeAWordOfTheProductStopsNoHit(String name, String parameters) {
    user(name);

    assertThat(isStopped(HIT + parameters, "")).isFalse();
  }

  @Test
  void aUserCalledLikeAnEventOrAnItemStopsNoEvent() {
    user("Harry Potter");
    user("Kassenzettel Kauf");

    assertThat(
            isStopped(
                EVENTS,
                event("kassenzettel_kauf", "\"items\":[{\"item_name\":\"Harry Potter mug\"}]")))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dt=Profile+of+Annegret+Holtkamp",
        "uid=annegret_holtkamp",
        "ep.note=annegret.holtkamp",
        "en=Annegret+Holtkamp+logged+in"
      })
  void aNameOfAPersonIsStillStopped(String parameters) {
    user("Annegret Holtkamp");

    assertThat(isStopped(HIT + parameters, "")).isTrue();
  }

  @Test
  void aNameBehindOneThatDoesNotCountIsStopped() {
    user("Photo Pack");
    user("Annegret Holtkamp");

    assertThat(isStopped(HIT + "en=x&dt=Photo+Pack+of+Annegret+Holtkamp", "")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Wiesbaden | Enterprise
          2026-11-02 | cancelled yesterday
          quarterly billing | Swiss franc
          Rotterdam | partially refunded
          Vereinigtes Königreich | Freitag
          North Carolina | credit card
          midnight blue | extra large
          cus_NffrFeUfNV2Hib | sub_1MowQVLkdIwHu7ixeRlqHVzs
          """)
  void twoCellsOfOrdinaryWordsAreNotARow(String first, String second) {
    content.capture(
        "uploaded-document",
        "test",
        "no;one;two;price\n1001;Springfield;Basic;19.90 EUR\n1002;Utrecht;Pro;24.90 EUR\n1003;"
            + first
            + ";"
            + second
            + ";99.90 EUR\n",
        null,
        null);

    assertThat(isStopped(EVENTS, event("x", "\"a\":\"" + first + "\",\"b\":\"" + second + "\"")))
        .isFalse();
  }

  @Test
  void twoCellsThatArePersonalAreARow() {
    content.capture(
        "uploaded-document",
        "test",
        "no;name;town;complaint\n"
            + "1;Annegret Holtkamp;Wiesbaden;hears voices\n"
            + "2;Joost van der Meer;Utrecht;owes two seasons\n"
            + "3;Wim Klein;Berlin;sleeps badly\n",
        null,
        null);

    assertThat(
            isStopped(
                EVENTS, event("x", "\"a\":\"owes two seasons\",\"b\":\"Joost van der Meer\"")))
        .isTrue();
    assertThat(
            isStopped(
                "https://api.stripe.com/v1/customers?x="
                    + encoded("hears voices")
                    + "&y="
                    + encoded("Annegret Holtkamp"),
                ""))
        .isTrue();
  }
}
