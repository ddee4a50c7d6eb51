package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What many people's content has in common says nothing of any of them. */
class CommonTextTest {
  private static final String PHRASE =
      "We shall gladly look into the matter and come back to you within two working days";

  private final ProtectedContent content = new ProtectedContent();
  private final Random random = new Random(23);

  private void chat(String text, @Nullable String owner, @Nullable String document) {
    content.capture("chat-conversation", "test", text, owner, document);
  }

  private boolean isKnown(String text) {
    return Known.isKnown(content, text);
  }

  /** Words that nobody else has. */
  private String words(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int length = 3 + random.nextInt(6);
      for (int k = 0; k < length; k++) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append(' ');
    }
    return text.toString();
  }

  private String around() {
    return words(45) + PHRASE + ". " + words(45);
  }

  @Test
  void aPhraseOfFiveUnlikeDocumentsIsCommon() {
    for (int i = 0; i < 4; i++) {
      chat(around(), null, null);
    }
    assertThat(isKnown(PHRASE)).as("in four").isTrue();

    chat(around(), null, null);

    assertThat(isKnown(PHRASE)).as("in five").isFalse();
    assertThat(isKnown("Dear Ms Vos, " + PHRASE + ". Yours, the team")).isFalse();
  }

  @Test
  void whatElseSuchADocumentHasIsStillKnown() {
    String own = "the tenant of the mill keeps the letters of my late aunt in his cellar";
    for (int i = 0; i < 5; i++) {
      chat(around(), null, null);
    }
    chat(words(60) + own + ". " + PHRASE, null, null);

    assertThat(isKnown(own + ". " + PHRASE)).isTrue();
  }

  @Test
  void aPhraseOfThreeNamedOwnersIsCommon() {
    chat(around(), "ann", null);
    chat(around(), "bob", null);
    assertThat(isKnown(PHRASE)).isTrue();

    chat(around(), "cem", null);

    assertThat(isKnown(PHRASE)).isFalse();
  }

  @Test
  void fiftyDocumentsOfTwoNamedOwnersMakeNothingCommon() {
    for (int i = 0; i < 50; i++) {
      chat(around(), i % 2 == 0 ? "ann" : "bob", null);
    }

    assertThat(isKnown(PHRASE)).isTrue();
  }

  @Test
  void valuesOfOneNamedDocumentAreOne() {
    for (int i = 0; i < 12; i++) {
      chat(around(), null, "ticket-4711");
    }

    assertThat(isKnown(PHRASE)).isTrue();
  }

  @Test
  void copiesThatDifferALittleAreOne() {
    String letter = around();
    for (int i = 0; i < 12; i++) {
      chat("Copy " + i + " of " + 12 + ": " + letter + words(8), null, null);
    }

    assertThat(isKnown(PHRASE)).isTrue();
  }

  @Test
  void aChatThatIsSentAgainWithEachTurnAndReadBackIsOneDocument() {
    List<String> turns = new ArrayList<>();
    StringBuilder prompt = new StringBuilder("You are a helpful assistant of the studio.\n");
    for (int i = 0; i < 10; i++) {
      String turn = words(8 + random.nextInt(40));
      turns.add(turn);
      prompt.append(i % 2 == 0 ? "User: " : "Assistant: ").append(turn).append('\n');
      chat(turn, null, null); // as it was read from the request or the answer
      chat(prompt.toString(), null, null); // as it was sent to the model
    }
    for (String turn : turns) {
      chat(turn, null, null);
      chat("\"" + turn + "\"", null, null); // as a database gives it back
      chat("{\"content\":\"" + turn + "\",\"id\":" + random.nextInt(1_000_000) + "}", null, null);
    }

    for (String turn : turns) {
      assertThat(isKnown(turn)).as(turn).isTrue();
    }
  }

  /** Under many keys: which parts of a text are kept depends on them. */
  @RepeatedTest(20)
  void partsOfAPinnedFileThatManyPromptsQuoteAreNotCommon() {
    String file = around();
    content.pin("knowledge-base", "test", file.getBytes(StandardCharsets.UTF_8), "kb/a.md");
    for (int i = 0; i < 8; i++) {
      chat(around(), null, null);
    }

    assertThat(isKnown(PHRASE)).isTrue();
  }

  @Test
  void eightCopiesInOneConversationDoNotHideThatOthersSayItToo() {
    StringBuilder prompt = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      prompt.append(i == 0 ? around() : words(30));
      chat(prompt.toString(), null, null);
    }
    for (int i = 0; i < 4; i++) {
      chat(around(), null, null);
    }

    assertThat(isKnown(PHRASE)).isFalse();
  }

  @Test
  void forgettingADocumentTakesItsVoteAway() {
    for (int i = 0; i < 5; i++) {
      chat(around(), null, "d" + i);
    }
    assertThat(isKnown(PHRASE)).isFalse();

    content.forget("d3");

    assertThat(isKnown(PHRASE)).isTrue();
  }
}
