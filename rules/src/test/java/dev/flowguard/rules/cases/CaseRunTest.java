package dev.flowguard.rules.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flowguard.rules.cases.CaseFile.CapturedFile;
import dev.flowguard.rules.policy.Policy;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaseRunTest {
  private static final String CHAT =
      "My brother sold the vineyard last autumn, and nobody in the family has told me why";
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
    CapturedFile shared =
        CaseFile.readCaptured("v.jsonl", new StringReader(captured("chat-conversation")), POLICY);

    assertThat(blocked(test("a", "") + test("b", ""), shared)).containsExactly(true, true);
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
