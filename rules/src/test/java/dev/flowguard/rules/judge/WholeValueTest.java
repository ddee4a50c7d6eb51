package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A short message is content where it is all of a field. */
class WholeValueTest {
  private static final String STRIPE = "https://api.stripe.com/v1/customers";
  private static final String CRISP =
      "https://api.crisp.chat/v1/website/1/conversation/session_1/message";

  private final ProtectedContent content = new ProtectedContent();
  private final Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());

  private void chat(String text) {
    content.capture("chat-conversation", "test", text, null, null);
  }

  private boolean isStopped(String url, String value) {
    String json = "{\"content\":\"" + value + "\"}";
    return judge
        .judge(
            new OutboundRequest(
                "POST",
                url,
                List.of(new Header("Content-Type", "application/json")),
                new Body.Held(json.getBytes(StandardCharsets.UTF_8)),
                "test"))
        .stops();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I am pregnant since May",
        "he hits me every night",
        "Ich bin seit Mai schwanger",
        "je suis enceinte de Paul",
        "estoy embarazada de Luis",
        "я беременна с мая месяца",
        "मैं मई से गर्भवती हूँ",
        "أنا حامل منذ شهر مايو",
        "저는 오월부터 임신 중이에요",
        "我从五月起就怀孕了",
        "五月から妊娠しています",
        "ฉันตั้งครรภ์ตั้งแต่เดือนพฤษภาคม"
      })
  void aShortMessageThatIsAllOfAFieldIsStoppedAtAStructuredProcessor(String message) {
    chat(message);

    assertThat(isStopped(STRIPE, message)).isTrue();
    assertThat(isStopped(STRIPE, message.toUpperCase(java.util.Locale.ROOT) + "!")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "requested_by_customer",
        "payment_intent.succeeded",
        "card_error insufficient_funds",
        "com.acme.billing.InvoiceOverdue",
        "subscription-cycle-renewal-failed",
        "/settings/billing/history"
      })
  void aNameOfAnEventOrStateIsNoMessage(String name) {
    chat(name);

    assertThat(isStopped(STRIPE, name)).isFalse();
    assertThat(isStopped(CRISP, name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"I_am_pregnant_since_May", "I.am.pregnant.since.May"})
  void aMessageThatIsSentAsANameIsStopped(String written) {
    chat("I am pregnant since May");

    assertThat(isStopped(STRIPE, written)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I am pregnant since May and he knows",
        "Mein Mann schlägt mich jede Nacht",
        "मैं मई से गर्भवती हूँ और वह नहीं जानता",
        "我从五月起就怀孕了",
        "ฉันตั้งครรภ์ตั้งแต่เดือนพฤษภาคม"
      })
  void aLongerOneIsStoppedAtAProseProcessor(String message) {
    chat(message);

    assertThat(isStopped(CRISP, message)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"he hits me", "see you soon", "very strange things"})
  void whatIsShorterOrHasFewerWordsPassesAtAProseProcessor(String message) {
    chat(message);

    assertThat(isStopped(CRISP, message)).isFalse();
  }

  @Test
  void aTurnAndALineOfALongerTextAreKnownAsAWholeToo() {
    chat(
        "Human: I am pregnant since May and he knows\n\n"
            + "Assistant: Does he want it?\n\n"
            + "Human: No, he asked his mother\n"
            + "and she told everybody\n\n"
            + "Assistant: I see.");

    assertThat(isStopped(CRISP, "I am pregnant since May and he knows")).isTrue();
    assertThat(isStopped(STRIPE, "and she told everybody")).isTrue();
    assertThat(isStopped(STRIPE, "No, he asked his mother\\nand she told everybody")).isTrue();
  }

  @Test
  void aPartOfAFieldIsNotAWholeValue() {
    chat("he hits me every night");

    assertThat(isStopped(STRIPE, "ticket 17: he hits me every night (see above)")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Thank you for your help",
        "Thank you for your patience and understanding",
        "Is there anything else I can help you with today",
        "New York, Los Angeles, Chicago",
        "monthly plan, paid in advance",
        "payment method type card",
        "Monday, Tuesday and Wednesday",
        "Vielen Dank für Ihre Nachricht",
        "2026-11-02 10:15:00 cancelled",
        "mode=subscription",
        "https://www.mirage-studio.io/app/gallery"
      })
  void whatEverybodySaysPasses(String value) {
    chat(value);

    assertThat(isStopped(STRIPE, value)).isFalse();
    assertThat(isStopped(CRISP, value)).isFalse();
  }

  @Test
  void aShortMessageOfFiveUnlikeChatsIsCommon() {
    String message = "where do I find my photos";
    for (String other : List.of("red", "blue", "green", "brown", "black")) {
      StringBuilder chat = new StringBuilder("User: " + message + "\n");
      for (int i = 0; i < 12; i++) {
        chat.append("A ").append(other).append(" sentence of number ").append(i * 7919 % 97);
        chat.append(" about ").append(other).append(" things that ").append(other).append(" has\n");
      }
      assertThat(isStopped(STRIPE, message)).as(other).isEqualTo(!other.equals("red"));
      chat(chat.toString());
    }

    assertThat(isStopped(STRIPE, message)).isFalse();
  }

  @Test
  void aForgottenMessagePasses() {
    content.capture("chat-conversation", "test", "he hits me every night", null, "m1");
    content.forget("m1");

    assertThat(isStopped(STRIPE, "he hits me every night")).isFalse();
  }
}
