package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.OwnValue;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the application itself sends again and again is nobody's content, as a whole. */
class OwnValuesTest {
  private static final String SESSIONS = "https://api.stripe.com/v1/checkout/sessions";
  private static final String FIELD = "line_items[0][description]";
  private static final String LINE = "Photo pack of twenty studio portraits, renewed monthly";
  private static final int ENOUGH = 20;

  private final ProtectedContent content = new ProtectedContent();
  private final Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());

  private boolean isStopped(String url, String... fields) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      form.append(i == 0 ? "" : "&").append(encoded(fields[i])).append('=');
      form.append(encoded(fields[i + 1]));
    }
    return judge
        .judge(
            new OutboundRequest(
                "POST",
                url,
                List.of(new Header("Content-Type", "application/x-www-form-urlencoded")),
                new Body.Held(form.toString().getBytes(StandardCharsets.UTF_8)),
                "test"))
        .stops();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private boolean isLineStopped(String line) {
    return isStopped(SESSIONS, "customer", "cus_QXg1vT", "mode", "payment", FIELD, line);
  }

  /** Sends a line in clean requests. */
  private void send(int times, String line, IntFunction<String> customer) {
    for (int i = 0; i < times; i++) {
      String of = customer.apply(i);
      assertThat(isStopped(SESSIONS, "customer", of, "mode", "payment", FIELD, line)).isFalse();
    }
  }

  private void sendToMany(int times, String line) {
    send(times, line, i -> "cus_QXg1v" + i);
  }

  private void chat(String text) {
    content.capture("chat-conversation", "test", text, "ann", null);
  }

  @Test
  void whatTwentyCustomersGotBeforeAUserTypedItPassesAfterwards() {
    sendToMany(ENOUGH, LINE);
    chat(LINE);

    assertThat(isLineStopped(LINE)).isFalse();
  }

  @Test
  void nineteenRequestsAreNotEnough() {
    sendToMany(ENOUGH - 1, LINE);
    chat(LINE);

    assertThat(isLineStopped(LINE)).isTrue();
  }

  @Test
  void theSameRequestAgainAndAgainIsOneRequest() {
    send(5 * ENOUGH, LINE, i -> "cus_QXg1vT");
    chat(LINE);

    assertThat(isLineStopped(LINE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "17641%05d",
        "17641%08d",
        "17641%011d",
        "17641%05d.25",
        "2026-11-29T07:00:%02d.5Z"
      })
  void requestsThatDifferInATimeOnlyAreOneRequest(String time) {
    for (int i = 0; i < 5 * ENOUGH; i++) {
      isStopped(SESSIONS, "customer", "cus_QXg1vT", FIELD, LINE, "t", time.formatted(i % 60));
    }
    chat(LINE);

    assertThat(isLineStopped(LINE)).isTrue();
  }

  @Test
  void idsInThePathTellRequestsApart() {
    for (int i = 0; i < ENOUGH; i++) {
      isStopped("https://api.stripe.com/v1/customers/cus_Q" + i, "description", LINE);
    }
    chat(LINE);

    assertThat(isStopped("https://api.stripe.com/v1/customers/cus_Q99", "description", LINE))
        .isFalse();
  }

  @Test
  void headersTellNoRequestsApart() {
    for (int i = 0; i < 5 * ENOUGH; i++) {
      judge.judge(
          new OutboundRequest(
              "POST",
              SESSIONS,
              List.of(
                  new Header("Content-Type", "application/x-www-form-urlencoded"),
                  new Header("Idempotency-Key", "key-" + i)),
              new Body.Held(
                  ("customer=cus_QXg1vT&" + encoded(FIELD) + "=" + encoded(LINE))
                      .getBytes(StandardCharsets.UTF_8)),
              "test"));
    }
    chat(LINE);

    assertThat(isLineStopped(LINE)).isTrue();
  }

  @Test
  void whatWasCapturedFirstIsNeverOwn() {
    chat(LINE);
    for (int i = 0; i < 5 * ENOUGH; i++) {
      assertThat(isStopped(SESSIONS, "customer", "cus_QXg1v" + i, FIELD, LINE)).isTrue();
    }
  }

  @Test
  void whatThreeOwnersWroteFirstDoesNotBecomeOwnBecauseItIsCommon() {
    for (String owner : List.of("ann", "ben", "cem")) {
      content.capture("chat-conversation", "test", LINE, owner, null);
    }

    sendToMany(2 * ENOUGH, LINE);

    assertThat(content.ownValues()).isEmpty();
  }

  @Test
  void whatIsCapturedBeforeTheLastRequestIsNeverOwn() {
    sendToMany(ENOUGH - 1, LINE);
    chat(LINE);
    for (int i = ENOUGH; i < 5 * ENOUGH; i++) {
      assertThat(isStopped(SESSIONS, "customer", "cus_QXg1v" + i, FIELD, LINE)).isTrue();
    }
  }

  @Test
  void aValueIsOwnAtEachPositionOfAList() {
    sendToMany(ENOUGH, LINE);
    chat(LINE);

    assertThat(isStopped(SESSIONS, "customer", "cus_1", "line_items[3][description]", LINE))
        .isFalse();
  }

  @Test
  void aPartOfALargerValueIsNotOwn() {
    sendToMany(ENOUGH, LINE);
    chat("Can I have the " + LINE + " and nothing else in this month?");

    assertThat(isLineStopped("The user wants: the " + LINE + " and nothing else in this month"))
        .isTrue();
  }

  @Test
  void anOwnValueHidesNoneOfWhatIsBesideIt() {
    sendToMany(ENOUGH, LINE);
    String secret = "My brother sold the vineyard last autumn and nobody knows";
    chat(LINE + "\n" + secret);

    assertThat(isStopped(SESSIONS, "customer", "cus_1", FIELD, LINE, "metadata[note]", secret))
        .isTrue();
  }

  @Test
  void theSameValueInAnotherFieldIsNotOwn() {
    sendToMany(ENOUGH, LINE);
    chat(LINE);

    assertThat(isStopped(SESSIONS, "customer", "cus_1", "metadata[note]", LINE)).isTrue();
  }

  @Test
  void theSameValueAtAnotherProcessorIsNotOwn() {
    String line = "Photo pack of twenty images, renewed monthly, cancel at any time";
    sendToMany(ENOUGH, line);
    chat(line);

    assertThat(
            isStopped(
                "https://api.crisp.chat/v1/website/1/conversation/session_1/message", FIELD, line))
        .isTrue();
  }

  @Test
  void nothingIsOwnAtARecipientThatIsNotDeclared() {
    String line = "Photo pack of twenty images, renewed monthly, cancel at any time";
    for (int i = 0; i < 2 * ENOUGH; i++) {
      isStopped("https://collect.example.net/v1", "customer", "cus_" + i, FIELD, line);
    }
    chat(line);

    assertThat(isStopped("https://collect.example.net/v1", "customer", "cus_1", FIELD, line))
        .isTrue();
  }

  @Test
  void aValueOfMoreThan120CharactersIsNotOwn() {
    String line =
        LINE
            + " with prints on matt paper, sent by post, and a frame of oak for the wall of the hall";
    assertThat(line).hasSizeGreaterThan(120);
    sendToMany(2 * ENOUGH, line);
    chat(line);

    assertThat(isLineStopped(line)).isTrue();
  }

  @Test
  void whatIsShownOfALongerValueIsNotOwnEither() {
    String html = "<p style=\"" + "margin: 0 0 0 0; ".repeat(8) + "\">" + LINE + "</p>";
    sendToMany(2 * ENOUGH, html);
    chat(LINE);

    assertThat(isLineStopped(html)).isTrue();
  }

  @Test
  void aLinkIsNotOwn() {
    String link = "https://files.example.org/shared/9f8e7d6c5b4a39281706/holiday-at-the-lake";
    sendToMany(2 * ENOUGH, link);
    chat(link);

    assertThat(isLineStopped(link)).isTrue();
  }

  @Test
  void requestsWithAViolationCountForNothing() {
    String secret = "My brother sold the vineyard last autumn and nobody knows";
    chat(secret);
    for (int i = 0; i < 2 * ENOUGH; i++) {
      String customer = "cus_Q" + i;
      isStopped(SESSIONS, "customer", customer, FIELD, LINE, "metadata[note]", secret);
    }
    chat(LINE);

    assertThat(isLineStopped(LINE)).isTrue();
  }

  @Test
  void whatIsOwnIsListedWithoutItsText() {
    sendToMany(ENOUGH + 3, LINE);

    assertThat(content.ownValues()).hasSize(1);
    OwnValue own = content.ownValues().get(0);
    assertThat(own.processor()).isEqualTo("stripe");
    assertThat(own.location().named()).isEqualTo("form " + FIELD);
    assertThat(own.length()).isEqualTo(LINE.length());
    assertThat(own.requests()).isEqualTo(ENOUGH + 3);
    assertThat(own.toString()).doesNotContain("pack").doesNotContain("description");
  }

  @Test
  void oneTooManyMakesTheOneThatWasNotSentForLongestGoAndIsCounted() {
    for (int line = 0; line < 1_100; line++) {
      sendToMany(ENOUGH, "Photo pack number " + line + " of the catalogue");
    }

    assertThat(content.ownValues()).hasSizeLessThanOrEqualTo(1_024);
    assertThat(content.ownValueEvictions()).isPositive();
  }
}
