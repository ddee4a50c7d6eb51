package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.cases.Case;
import dev.flowguard.rules.cases.CaseFile;
import dev.flowguard.rules.cases.CaseRun;
import dev.flowguard.rules.policy.Policy;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An explanation says which captured value a run is of, how long it is, and what does not count.
 */
class ComparedRunsTest {
  private static final String SECRET = "My brother sold the vineyard last autumn and told nobody";

  /** The steps of one case whose request has a value in a form field at Stripe. */
  private static List<String> runs(String value, String captured, String more) throws Exception {
    String line =
        "{\"id\":\"x\",\"verdict\":\"allow\",\"category\":\"chat-conversation\",\"method\":\"POST\","
            + "\"url\":\"https://api.stripe.com/v1/charges\",\"contentType\":\"application/json\","
            + "\"bodyUtf8\":\"{\\\"note\\\":\\\""
            + value
            + "\\\"}\",\"difficulty\":1,\"captured\":["
            + captured
            + "]"
            + more
            + "}";
    List<Case> cases =
        CaseFile.read("cases.jsonl", new StringReader("\n" + line), Policy.builtIn());
    List<String> runs = new ArrayList<>();
    CaseRun.judge(
        cases.get(0),
        CaseFile.CapturedFile.EMPTY,
        Policy.builtIn(),
        (stage, text) -> runs.addAll(stage.equals("run") ? List.of(text.get()) : List.of()));
    return runs;
  }

  private static String chat(String text, String more) {
    return "{\"category\":\"chat-conversation\",\"text\":\"" + text + "\"" + more + "}";
  }

  @Test
  void aRunNamesTheValueItsPlaceAndTheThreshold() throws Exception {
    List<String> runs = runs(SECRET, chat(SECRET, ",\"owner\":\"ann\""), "");

    assertThat(runs).hasSize(1);
    assertThat(runs.get(0))
        .matches(
            "47 of 32 letters needed, of chat-conversation from captured file cases.jsonl:2,"
                + " document 1, owner [0-9a-f]+, at json \\$\\.note")
        .doesNotContain("vineyard");
  }

  @Test
  void aNearMissIsARunToo() throws Exception {
    String captured = "My brother sold the vineyard last";

    assertThat(runs("He said: " + captured + " week, and left", chat(captured, ""), ""))
        .singleElement()
        .asString()
        .matches("2[4-8] of 32 letters needed, .*");
  }

  @Test
  void whatIsPublishedInARunIsNamedWithItsLength() throws Exception {
    String published = "sold the vineyard last autumn";

    assertThat(runs(SECRET, chat(SECRET, ""), ",\"public\":[\"" + published + "\"]"))
        .singleElement()
        .asString()
        .contains("; a run of 47 letters, without 25 published");
  }

  @Test
  void idsInARunAreNamed() throws Exception {
    String text = SECRET + " 3f2a91c4-77aa-4be1-9b55-0d1e2f3a4b5c";

    assertThat(runs(text, chat(text, ""), "")).singleElement().asString().contains(" ids");
  }
}
