package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.cases.Case;
import dev.flowguard.rules.cases.CaseFile;
import dev.flowguard.rules.cases.CaseRun;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.policy.Policy;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An explanation says which captured value was found, how long it is against what is needed, and
 * what does not count.
 */
class ComparedTest {
  private static final String SECRET = "My brother sold the vineyard last autumn and told nobody";

  private String url = "https://api.stripe.com/v1/charges";

  /** The steps of one case whose request has a value in a form field at Stripe. */
  private List<String> runs(String value, String captured, String more) throws Exception {
    return steps("run", value, captured, more);
  }

  private List<String> steps(String wanted, String value, String captured, String more)
      throws Exception {
    List<String> steps = new ArrayList<>();
    judge(
        value,
        captured,
        more,
        (stage, text) -> steps.addAll(stage.equals(wanted) ? List.of(text.get()) : List.of()));
    return steps;
  }

  private Verdict verdict(String value, String captured, String more) throws Exception {
    return judge(value, captured, more, Trace.NONE);
  }

  private Verdict judge(String value, String captured, String more, Trace trace) throws Exception {
    String line =
        "{\"id\":\"x\",\"verdict\":\"allow\",\"category\":\"chat-conversation\",\"method\":\"POST\","
            + "\"url\":\""
            + url
            + "\",\"contentType\":\"application/json\","
            + "\"bodyUtf8\":\"{\\\"note\\\":\\\""
            + value
            + "\\\"}\",\"difficulty\":1,\"captured\":["
            + captured
            + "]"
            + more
            + "}";
    List<Case> cases =
        CaseFile.read("cases.jsonl", new StringReader("\n" + line), Policy.builtIn());
    return CaseRun.judge(cases.get(0), CaseFile.CapturedFile.EMPTY, Policy.builtIn(), trace);
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
        // 28, and by chance one or two of what follows
        .matches("(2[4-9]|3[01]) of 32 letters needed, .*");
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

  @Test
  void whatIsCutOffByPublishedTextIsNamed() throws Exception {
    String published = "and nobody at home dares to mention it";
    String text = SECRET + " " + published + " but him";

    assertThat(runs(text, chat(text, ""), ",\"public\":[\"" + published + "\"]"))
        .singleElement()
        .asString()
        .contains("47 of 32 letters needed, of chat", " published, 6 in shorter parts");
  }

  @Test
  void twoRunsOfOneDocumentNameTheThresholdOfAPair() throws Exception {
    url = "https://api.crisp.chat/v1/website/1/conversation/session_1/message";
    String first = "My brother sold the vineyard to a neighbour";
    String second = "and he told nobody at home about the price";
    String captured = first + " of ours one Sunday last autumn " + second;

    assertThat(runs(first + " ---------- 1 2 3 4 5 6 " + second, chat(captured, ""), ""))
        .hasSize(2)
        .allSatisfy(
            run ->
                assertThat(run)
                    .containsPattern("^\\d+ of 32 letters needed in each of two runs, "));
  }

  @Test
  void aShortValueThatIsAllOfAFieldNamesTheLettersAndWordsThatItLacks() throws Exception {
    assertThat(steps("whole", "Emil hit me", chat("Emil hit me last", ""), "")).isEmpty();
    assertThat(steps("whole", "Emil hit me last", chat("Emil hit me last", ""), ""))
        .singleElement()
        .asString()
        .isEqualTo(
            "13 of 16 letters and 4 of 3 words needed, of chat-conversation from captured file"
                + " cases.jsonl:2, document 1, at json $.note");
    assertThat(steps("whole", "pregnant Margarete", chat("pregnant Margarete", ""), ""))
        .singleElement()
        .asString()
        .startsWith("17 of 16 letters and 2 of 3 words needed, ");
  }

  @Test
  void aShortValueInAScriptWithoutSpacesIsCountedInCharacters() throws Exception {
    assertThat(steps("whole", "五月から妊娠", chat("五月から妊娠", ""), ""))
        .singleElement()
        .asString()
        .startsWith("6 of 8 characters needed, ");
    assertThat(steps("whole", "五月から妊娠しています", chat("五月から妊娠しています", ""), ""))
        .singleElement()
        .asString()
        .startsWith("11 of 8 characters needed, ");
  }

  @Test
  void aShortValueThatIsNobodysNamesTheReason() throws Exception {
    String thanks = "Thank you for your help";

    assertThat(steps("whole", thanks, chat(thanks, ""), ""))
        .singleElement()
        .asString()
        .startsWith("0 of 16 letters and 5 of 3 words needed, ")
        .endsWith("; a whole value of 19 letters, without 19 boilerplate");
    assertThat(
            steps(
                "whole",
                "Emil hit me last Sunday",
                chat("Emil hit me last Sunday", ""),
                ",\"public\":[\"Emil hit me last Sunday\"]"))
        .singleElement()
        .asString()
        .endsWith(", without 19 published");
  }

  @Test
  void aShortValueInAFieldThatHoldsALittleMoreIsAlmostFound() throws Exception {
    String captured = "Emil hit me last Sunday";

    assertThat(steps("whole", "Ticket 17: Emil hit me last Sunday.", chat(captured, ""), ""))
        .singleElement()
        .asString()
        .startsWith(
            "19 of 16 letters and 5 of 3 words needed in a field that holds nothing else, of"
                + " chat-conversation from captured file cases.jsonl:2");
    assertThat(steps("whole", "她说五月从妊娠怀孕了", chat("五月从妊娠怀孕了", ""), ""))
        .singleElement()
        .asString()
        .contains(" needed in a field that holds nothing else");
  }

  @Test
  void aFieldThatHoldsMuchMoreThanAShortValueIsNotComparedWithIt() throws Exception {
    String captured = "Emil hit me last Sunday";
    String more = " and the weather report for the coast says that it is going to rain";

    assertThat(steps("whole", captured + more, chat(captured, ""), "")).isEmpty();
  }

  @Test
  void aFieldOfManyMarksAndFewLettersIsNotSearchedForParts() throws Exception {
    String captured = "Emil hit me last Sunday";
    String marks = "\u037a ".repeat(200_000);

    assertThat(steps("whole", "so " + captured + " " + marks, chat(captured, ""), "")).isEmpty();
  }

  @Test
  void aProvenanceStepNamesTheDocumentAndTheOwnerOfWhatIsFoundAsAWhole() throws Exception {
    assertThat(
            steps(
                "provenance",
                "Emil hit me last Sunday",
                chat("Emil hit me last Sunday", ",\"owner\":\"ann\""),
                ""))
        .singleElement()
        .asString()
        .containsPattern(", of chat-conversation from .*, document 1, owner [0-9a-f]+: rule ");
  }

  @Test
  void aViolationKeepsItsThreeStrongestFindingsAndNoValueTwice() throws Exception {
    StringBuilder fields = new StringBuilder();
    StringBuilder captured = new StringBuilder();
    for (String word : List.of("vineyard", "orchard", "farmhouse", "boat", "workshop")) {
      String text = "My brother sold the " + word + " last autumn and told nobody of us";
      fields.append(text).append(" ---- ").append(text).append(" ---- ");
      captured.append(captured.isEmpty() ? "" : ",").append(chat(text, ""));
    }

    List<Finding> findings =
        verdict(fields.toString(), captured.toString(), "").violations().get(0).findings();

    assertThat(findings).hasSize(3);
    assertThat(findings).extracting(each -> each.origin().document()).doesNotHaveDuplicates();
    assertThat(findings).extracting(Finding::length).isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void aNoticeOfANearMissSaysHowLongItIs() throws Exception {
    String captured = "My brother sold the vineyard last";
    Verdict verdict = verdict("He said: " + captured + " week, and left", chat(captured, ""), "");

    assertThat(verdict.notices())
        .singleElement()
        .satisfies(
            notice ->
                assertThat(notice.origin().comparison().measure())
                    .endsWith(" of 32 letters needed"));
  }
}
