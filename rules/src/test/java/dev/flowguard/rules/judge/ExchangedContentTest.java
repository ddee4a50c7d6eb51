package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.provenance.ProtectedContent.Value;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.vocabulary.Match;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A request is not stopped for what was exchanged with the service that gets it, and is for more.
 */
class ExchangedContentTest {
  private static final String MODEL = "https://llm.example/v1/chat/completions";
  private static final String PEER = "llm.example:443";
  private static final String OTHER = "https://other.example/v1/chat/completions";
  private static final String POLICY =
      """
      policy: p
      processors: { model: { hosts: [model.example], text: prose } }
      categories:
        chats: { sources: [{ exchange: "llm.example/v1/**" }] }
        letters: { sources: [{ http-in: /letters }] }
        names: { match: words, sources: [{ http-in: /names }] }
        files: { sources: [{ files: "kb/*.csv" }] }
      rules:
        - { id: no-content, never: [chats, names, files], reach: [undeclared] }
        - { id: no-letters, never: [letters], reach: [model] }
      """;

  private final Random random = new Random(11);
  private final ProtectedContent content = new ProtectedContent();
  private final Judge judge = judge();

  private Judge judge() {
    Policy policy =
        Objects.requireNonNull(
            PolicyFile.read("p.yaml", POLICY.getBytes(StandardCharsets.UTF_8)).policy());
    return new Judge(policy, Mode.BLOCK, content, Clock.systemUTC());
  }

  private void capture(String category, Match match, Object value, @Nullable String peer) {
    content.captureNow(
        List.of(
            new Value(
                category, match, peer == null ? "seen" : "exchange", value, null, null, peer)),
        List.of());
  }

  private void exchanged(String text) {
    capture("chats", Match.TEXT, text, PEER);
  }

  private void seen(String text) {
    capture("chats", Match.TEXT, text, null);
  }

  private String words(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      for (int j = 4 + random.nextInt(5); j > 0; j--) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append(i == count - 1 ? "" : " ");
    }
    return text.toString();
  }

  private static String chat(List<String> messages) {
    StringBuilder json = new StringBuilder("{\"model\":\"m\",\"messages\":[");
    for (String message : messages) {
      json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
          .append("{\"role\":\"user\",\"content\":\"")
          .append(message)
          .append("\"}");
    }
    return json.append("]}").toString();
  }

  private boolean isStopped(String url, String json, Header... headers) {
    return isStopped(url, json.getBytes(StandardCharsets.UTF_8), "application/json", headers);
  }

  private boolean isStopped(String url, byte[] body, String type, Header... headers) {
    List<Header> all = new ArrayList<>(List.of(headers));
    all.add(new Header("Content-Type", type));
    OutboundRequest request = new OutboundRequest("POST", url, all, new Body.Held(body), "test");
    assertThat(judge.isMissedByScreen(request)).isFalse();
    return judge.judge(request).stops();
  }

  @Test
  void aChatThatGrowsIsSentAgainWithEachTurn() {
    List<String> messages = new ArrayList<>();
    for (int turn = 0; turn < 8; turn++) {
      messages.add(words(20));

      assertThat(isStopped(MODEL, chat(messages))).isFalse();

      messages.forEach(this::exchanged); // the request
      messages.add(words(20));
      exchanged(messages.get(messages.size() - 1)); // its answer
      assertThat(isStopped(MODEL, chat(messages))).as("sent again").isFalse();
      assertThat(isStopped(OTHER, chat(messages))).as("to somebody else").isTrue();
    }
  }

  @Test
  void whatAnotherSourceHasSeenBeforeOrAfterIsStopped() {
    String before = words(20);
    String after = words(20);
    String alone = words(20);
    seen(before);
    exchanged(before);
    exchanged(after);
    seen(after);
    exchanged(after);
    exchanged(alone);

    assertThat(isStopped(MODEL, chat(List.of(before)))).isTrue();
    assertThat(isStopped(MODEL, chat(List.of(after)))).isTrue();
    assertThat(isStopped(MODEL, chat(List.of(alone)))).isFalse();
  }

  @Test
  void whatWasExchangedWithTwoServicesGoesToNeitherAgain() {
    String text = words(20);
    exchanged(text);
    capture("chats", Match.TEXT, text, "other.example:443");

    assertThat(isStopped(MODEL, chat(List.of(text)))).isTrue();
    assertThat(isStopped(OTHER, chat(List.of(text)))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "https://LLM.example./v1/other, false",
    "https://llm.example:443/v1, false",
    "https://llm.example/files/v1, true",
    "https://llm.example:8443/v1, true",
    "http://llm.example/v1, true",
    "https://eu.llm.example/v1, true",
    "https://llm.example.evil.example/v1, true",
  })
  void theSameServiceIsTheSameHostAndPortWithADeclaredPath(String url, boolean isStopped) {
    String text = words(20);
    exchanged(text);

    assertThat(isStopped(url, chat(List.of(text)))).isEqualTo(isStopped);
  }

  @ParameterizedTest
  @CsvSource({
    "Host, llm.example, false",
    "host, LLM.example:443, false",
    ":authority, llm.example, false",
    "Host, other.example, true",
    ":authority, other.example, true",
  })
  void aHeaderThatNamesAnotherHostMakesAnotherService(
      String name, String value, boolean isStopped) {
    String text = words(20);
    exchanged(text);

    assertThat(isStopped(MODEL, chat(List.of(text)), new Header(name, value))).isEqualTo(isStopped);
  }

  /** Ways in which content is known again. */
  enum Known {
    RUN,
    WHOLE,
    IDENTIFIER,
    ROW,
    FILE
  }

  private void capture(Known how, @Nullable String peer) {
    switch (how) {
      case RUN ->
          capture("chats", Match.TEXT, "The tall hedge must come down before the wedding", peer);
      case WHOLE -> capture("chats", Match.TEXT, "I am pregnant since May", peer);
      case IDENTIFIER -> capture("names", Match.WORDS, "Zoltan Quambusch", peer);
      case ROW ->
          capture(
              "files",
              Match.TEXT,
              "name;street;phone\nQuambusch;Xylophonweg 17;0221-778899\nVerhoeven;Zandpad 331;0201-445566\n",
              peer);
      case FILE -> capture("files", Match.TEXT, file(), peer);
    }
  }

  private static byte[] file() {
    byte[] bytes = new byte[20_000];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  private boolean isStopped(Known how, String url) {
    return switch (how) {
      case RUN -> isStopped(url, "{\"a\":\"The tall hedge must come down before the wedding\"}");
      case WHOLE -> isStopped(url, "{\"a\":\"I am pregnant since May\"}");
      case IDENTIFIER -> isStopped(url, "{\"a\":\"for Zoltan Quambusch\"}");
      case ROW -> isStopped(url, "{\"a\":\"Xylophonweg 17\",\"b\":\"0221-778899\"}");
      case FILE -> isStopped(url, file(), "application/octet-stream");
    };
  }

  @ParameterizedTest
  @EnumSource(Known.class)
  void thatIsSoHoweverContentIsKnownAgain(Known how) {
    capture(how, PEER);
    boolean isSure = isStopped(how, OTHER);
    assertThat(isSure).isEqualTo(how != Known.WHOLE); // at a processor of structured fields only
    assertThat(isStopped(how, MODEL)).isFalse();

    capture(how, null);
    assertThat(isStopped(how, MODEL)).isEqualTo(isSure);
  }

  @Test
  void contentThatTheProcessorMayGetHidesNone() {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      messages.add(words(20));
      seen(messages.get(i));
    }
    String letter = words(20);
    capture("letters", Match.TEXT, letter, null);
    messages.add(letter);

    assertThat(isStopped("https://model.example/v1", chat(messages))).isTrue();
  }
}
