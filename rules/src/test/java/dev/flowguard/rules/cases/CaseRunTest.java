package dev.flowguard.rules.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flowguard.rules.cases.CaseFile.CapturedFile;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CaseRunTest {
  private static final String CHAT =
      "My brother sold the vineyard last autumn, and nobody in the family has told me why";
  private static final String OTHER =
      "The notary found a second will in the piano stool, dated a week after the first one";
  private static final Policy POLICY = Policy.builtIn();

  private static String test(String id, String captured) {
    return "{\"id\":\""
        + id
        + "\",\"verdict\":\"allow\",\"method\":\"POST\",\"url\":\"https://api.stripe.com/v1/customers\","
        + "\"bodyUtf8\":\"{\\\"note\\\":\\\""
        + CHAT
        + "\\\"}\",\"contentType\":\"application/json\",\"captured\":["
        + captured
        + "]}\n";
  }

  private static String captured(String category) {
    return "{\"category\":\"" + category + "\",\"text\":\"" + CHAT + "\"}";
  }

  private static String document(int number) {
    return "{\"category\":\"chat-conversation\",\"document\":\""
        + number
        + "\",\"text\":\""
        + Generated.words(new Random(number), 60)
        + " "
        + CHAT
        + "\"}";
  }

  private static CapturedFile shared(String lines) throws IOException {
    return CaseFile.readCaptured("v.jsonl", new StringReader(lines), POLICY);
  }

  private static List<Boolean> blocked(String cases, CapturedFile shared) throws IOException {
    return CaseRun.of(CaseFile.read("c.jsonl", new StringReader(cases), POLICY), shared, POLICY)
        .results()
        .stream()
        .map(result -> result.verdict().stops())
        .toList();
  }

  @Test
  void eachCaseSeesItsOwnCapturedValuesOnly() throws Exception {
    String cases =
        test("before", "") + test("own", captured("chat-conversation")) + test("after", "");

    assertThat(blocked(cases, CapturedFile.EMPTY)).containsExactly(false, true, false);
  }

  @Test
  void whatIsPublicInOneCaseIsNotPublicInAnother() throws Exception {
    String open = captured("chat-conversation") + ",{\"public\":\"" + CHAT + "\"}";

    assertThat(
            blocked(
                test("open", open) + test("secret", captured("chat-conversation")),
                CapturedFile.EMPTY))
        .containsExactly(false, true);
  }

  @Test
  void allCasesSeeWhatTheyShare() throws Exception {
    assertThat(blocked(test("a", "") + test("b", ""), shared(captured("chat-conversation"))))
        .containsExactly(true, true);
  }

  @Test
  void whatOneCaseHasCapturedIsUnknownToTheNextBesideWhatTheyShare() throws Exception {
    CapturedFile shared = shared(captured("chat-conversation").replace(CHAT, OTHER));

    assertThat(
            blocked(
                test("before", "") + test("own", captured("chat-conversation")) + test("after", ""),
                shared))
        .containsExactly(false, true, false);
    assertThat(
            blocked(
                test("own", captured("chat-conversation"))
                    + test("after", "").replace(CHAT, OTHER)
                    + test("other", captured("chat-conversation")).replace(CHAT, OTHER),
                shared))
        .containsExactly(true, true, true);
  }

  @Test
  void textIsCommonForTheCaseAloneThatHasCapturedTheFifthDocument() throws Exception {
    StringBuilder four = new StringBuilder();
    for (int i = 1; i <= 4; i++) {
      four.append(document(i)).append('\n');
    }

    assertThat(
            blocked(
                test("before", "") + test("fifth", document(5)) + test("after", ""),
                shared(four.toString())))
        .containsExactly(true, false, true);
  }

  @Test
  void whatIsPublicInOneCaseIsProtectedInTheNextWhereTheyShareIt() throws Exception {
    assertThat(
            blocked(
                test("open", "{\"public\":\"" + CHAT + "\"}") + test("secret", ""),
                shared(captured("chat-conversation"))))
        .containsExactly(false, true);
  }

  @Test
  void whatCasesSendAgainAndAgainIsNotTheApplicationsOwnForTheNext() throws Exception {
    StringBuilder cases = new StringBuilder();
    for (int i = 0; i < 25; i++) {
      cases.append(
          test("sent" + i, "").replace("\\\"note\\\"", "\\\"id\\\":" + i + ",\\\"note\\\""));
    }
    cases.append(test("captured", captured("chat-conversation")));

    List<Boolean> blocked = blocked(cases.toString(), shared(document(1).replace(CHAT, OTHER)));

    assertThat(blocked.subList(0, 25)).containsOnly(false);
    assertThat(blocked.get(25)).isTrue();
  }

  @Test
  void noJudgementWaitsForSharedValuesHoweverManyThereAre() throws Exception {
    ProtectedContent content = new ProtectedContent();

    shared(captured("chat-conversation").replace(CHAT, Generated.words(new Random(4), 9_000)))
        .addTo(content, POLICY);

    assertThat(content.isWaiting()).isFalse();
  }

  @Test
  void anUnknownCategoryIsRefusedWithTheNearestWord() {
    assertThatThrownBy(() -> blocked(test("a", captured("chat-conversatoin")), CapturedFile.EMPTY))
        .isInstanceOf(CaseFormatException.class)
        .hasMessageContaining("c.jsonl:1")
        .hasMessageContaining(
            "unknown category 'chat-conversatoin'. Did you mean 'chat-conversation'?");
    assertThatThrownBy(
            () ->
                CaseFile.readCaptured(
                    "v.jsonl", new StringReader("\n" + captured("dairy")), POLICY))
        .isInstanceOf(CaseFormatException.class)
        .hasMessageContaining("v.jsonl:2")
        .hasMessageContaining("Known: chat-conversation")
        .hasMessageNotContaining("dairy");
  }

  @Test
  void aCapturedNameIsMatchedAsWordsWhereThePolicySaysSo() throws Exception {
    String body = "Payment by Annegret Oosterwijk";
    String test =
        test("name", "{\"category\":\"personal-identifier\",\"text\":\"Annegret Oosterwijk\"}")
            .replace(CHAT, body)
            .replace("https://api.stripe.com/v1/customers", "https://www.google-analytics.com/x");

    assertThat(blocked(test, CapturedFile.EMPTY)).containsExactly(true);
  }
}
