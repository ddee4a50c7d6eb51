package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of captured content a request may carry before it is stopped. */
class RecallTest {
  private static final String STRUCTURED = "https://api.stripe.com/v1/customers";
  private static final String PROSE =
      "https://api.crisp.chat/v1/website/1/conversation/session_1/message";
  private static final String LETTERS =
      "abcdefghijklmnopqrstuvwxyzéüñçøабвгдежзиклмнопрстуфхцчшщыэюяαβγδεζηθικλμνξοπρστυφχψω";

  private final ProtectedContent content = new ProtectedContent();
  private final Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());
  private final Random random = new Random(17);

  /** Words of letters of several scripts; every letter counts as one canonical character. */
  private String words(int letters) {
    StringBuilder text = new StringBuilder();
    int script = random.nextInt(3);
    int from = script == 0 ? 0 : script == 1 ? 31 : 60;
    int to = script == 0 ? 31 : script == 1 ? 60 : LETTERS.length();
    int word = 0;
    for (int i = 0; i < letters; i++) {
      if (word == 0) {
        text.append(text.isEmpty() ? "" : random.nextInt(8) == 0 ? ", " : " ");
        word = 2 + random.nextInt(8);
      }
      text.append(LETTERS.charAt(from + random.nextInt(to - from)));
      word--;
    }
    return text.toString();
  }

  /** A part that holds so many letters, from any place on. */
  private String run(String text, int letters) {
    int all = (int) text.chars().filter(Character::isLetter).count();
    int skip = random.nextInt(all - letters + 1);
    StringBuilder run = new StringBuilder();
    for (int i = 0, seen = 0; i < text.length() && seen < skip + letters; i++) {
      boolean isLetter = Character.isLetter(text.charAt(i));
      if (seen >= skip && (isLetter || !run.isEmpty())) {
        run.append(text.charAt(i));
      }
      seen += isLetter ? 1 : 0;
    }
    return run.toString();
  }

  private boolean isStopped(String url, String type, String body) {
    return judge
        .judge(
            new OutboundRequest(
                "POST",
                url,
                List.of(new Header("Content-Type", type)),
                new Body.Held(body.getBytes(StandardCharsets.UTF_8)),
                "test"))
        .stops();
  }

  private boolean isStoppedInAForm(String value) {
    return isStopped(
        STRUCTURED,
        "application/x-www-form-urlencoded",
        "name=x&metadata[k]=ord_1+"
            + URLEncoder.encode(value, StandardCharsets.UTF_8)
            + "&limit=3");
  }

  private boolean isStoppedInAMessage(String value) {
    return isStopped(
        PROSE,
        "application/json; charset=utf-8",
        "{\"type\":\"text\",\"from\":\"operator\",\"content\":\"Hi! " + value + " - thanks\"}");
  }

  @Test
  void everyVerbatimRunOf32LettersOutOfAShortValueIsStoppedAtAStructuredProcessor() {
    for (int i = 0; i < 2_000; i++) {
      String text = words(32 + random.nextInt(1_500));
      content.capture("chat-conversation", "test", text, null, null);

      assertThat(isStoppedInAForm(run(text, 32))).as("value %d", i).isTrue();
    }
  }

  @Test
  void everyVerbatimRunOf48LettersOutOfAnyValueIsStoppedAtAProseProcessor() {
    for (int i = 0; i < 2_000; i++) {
      String text = words(48 + random.nextInt(i % 20 == 0 ? 12_000 : 1_500));
      content.capture("chat-conversation", "test", text, null, null);

      assertThat(isStoppedInAMessage(run(text, 48))).as("value %d", i).isTrue();
    }
  }

  @Test
  void everyVerbatimRunOf40LettersOutOfALongOrPinnedValueIsStoppedAtAStructuredProcessor() {
    for (int i = 0; i < 200; i++) {
      String text = words(2_100 + random.nextInt(9_000));
      if (i % 2 == 0) {
        content.capture("uploaded-document", "test", text, null, null);
      } else {
        content.pin("knowledge-base", "test", text.getBytes(StandardCharsets.UTF_8), "file-" + i);
      }

      assertThat(isStoppedInAForm(run(text, 40))).as("value %d", i).isTrue();
    }
  }

  @Test
  void oneTypoInFortyLettersIsNoWayOutForNinetyEightOfAHundredTurns() {
    int stopped = 0;
    int turns = 2_000;
    for (int i = 0; i < turns; i++) {
      String text = words(80 + random.nextInt(300));
      content.capture("chat-conversation", "test", text, null, null);
      stopped += isStoppedInAForm(withTypos(text, 40)) ? 1 : 0;
    }
    System.out.printf(
        "one typo in 40 letters, turns of 80 and more: %d of %d stopped%n", stopped, turns);
    assertThat(stopped * 100L).isGreaterThanOrEqualTo(98L * turns);
  }

  /**
   * Of 600 turns of 80 letters each, with as many typos anywhere. A floor: the figures in
   * docs/coverage.md are of real chats.
   */
  @ParameterizedTest
  @CsvSource({"80, 99, 90", "40, 92, 40"})
  void typosLeaveEnoughOfATurnOfEightyLetters(int every, int structured, int prose) {
    Stopped stopped = stoppedWithTypos(every);

    assertThat(stopped.inAForm()).isGreaterThanOrEqualTo(6 * structured);
    assertThat(stopped.inAMessage()).isGreaterThanOrEqualTo(6 * prose);
  }

  @Test
  void aTypoInEachTwentyLettersLeavesAFifthOfTheTurnsInForms() {
    assertThat(stoppedWithTypos(20).inAForm()).isGreaterThanOrEqualTo(6 * 20);
  }

  private record Stopped(int inAForm, int inAMessage) {}

  private Stopped stoppedWithTypos(int every) {
    int form = 0;
    int message = 0;
    for (int i = 0; i < 600; i++) {
      String text = words(80);
      content.capture("chat-conversation", "test", text, null, null);
      String typed = withScatteredTypos(text, every);
      form += isStoppedInAForm(typed) ? 1 : 0;
      message += isStoppedInAMessage(typed) ? 1 : 0;
    }
    System.out.printf(
        "one typo in %d letters of 80: %d and %d of 600 stopped%n", every, form, message);
    return new Stopped(form, message);
  }

  /** One typo in each stretch of so many letters, at any place of it. */
  private String withScatteredTypos(String text, int every) {
    StringBuilder typed = new StringBuilder();
    int at = 0;
    int letters = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter = Character.isLetter(c);
      if (isLetter && letters % every == 0) {
        at = letters + random.nextInt(every);
      }
      if (isLetter && letters == at) {
        switch (random.nextInt(3)) {
          case 0 -> typed.append(LETTERS.charAt(random.nextInt(26)));
          case 1 -> typed.append(c).append(LETTERS.charAt(random.nextInt(26)));
          default -> {}
        }
      } else {
        typed.append(c);
      }
      letters += isLetter ? 1 : 0;
    }
    return typed.toString();
  }

  /**
   * One letter in so many is another, or missing, or doubled, at a random place of each stretch.
   */
  private String withTypos(String text, int every) {
    StringBuilder typed = new StringBuilder();
    int at = random.nextInt(every);
    int letters = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetter(c) && letters++ % every == at) {
        switch (random.nextInt(3)) {
          case 0 -> typed.append(LETTERS.charAt(random.nextInt(26)));
          case 1 -> typed.append(c).append(c);
          default -> {}
        }
      } else {
        typed.append(c);
      }
    }
    return typed.toString();
  }

  @Test
  void cuttingAValueOverFieldsMakesNoDifference() {
    for (int i = 0; i < 500; i++) {
      String text = words(60 + random.nextInt(200));
      content.capture("chat-conversation", "test", text, null, null);
      String run = run(text, 60);
      List<String> pieces = new ArrayList<>();
      for (int start = 0; start < run.length(); ) {
        int end = Math.min(run.length(), start + 5 + random.nextInt(30));
        pieces.add(run.substring(start, end));
        start = end;
      }
      StringBuilder form = new StringBuilder("name=x");
      for (int k = 0; k < pieces.size(); k++) {
        form.append("&metadata[part_").append(k).append("]=");
        form.append(URLEncoder.encode(pieces.get(k), StandardCharsets.UTF_8));
        form.append("&items[").append(k).append("][price]=price_").append(random.nextInt(1 << 30));
      }

      assertThat(isStopped(STRUCTURED, "application/x-www-form-urlencoded", form.toString()))
          .as("value %d in %d pieces", i, pieces.size())
          .isTrue();
    }
  }

  @Test
  void cleanContentAroundALeakNeverHidesIt() {
    for (int i = 0; i < 500; i++) {
      String text = words(40 + random.nextInt(100));
      content.capture("chat-conversation", "test", text, null, null);
      StringBuilder form = new StringBuilder();
      int place = random.nextInt(40);
      for (int k = 0; k < 40; k++) {
        String value = k == place ? run(text, 40) : words(3 + random.nextInt(60));
        form.append(k == 0 ? "" : "&").append("f").append(random.nextInt(9)).append("[x").append(k);
        form.append("]=").append(URLEncoder.encode(value, StandardCharsets.UTF_8));
      }

      assertThat(isStopped(STRUCTURED, "application/x-www-form-urlencoded", form.toString()))
          .as("value %d", i)
          .isTrue();
    }
  }
}
