package dev.flowguard.agent.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps.Side;
import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.rules.vocabulary.SourceKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExchangeTapsTest extends JudgedTaps {
  private static final String HOST = "inference.acme.example";
  private static final String OPENAI = "api.openai.com";
  private static final String CHAT = "https://api.openai.com/v1/chat/completions";
  private static final String POLICY =
      """
      policy: taps
      processors: { target: { hosts: [target.example], text: structured } }
      categories:
        chats:
          sources:
            - { exchange: "inference.acme.example/v1/**", only: response, fields: ["$.choices[*].delta.content"] }
            - { exchange: "inference.acme.example:8443/ask/**", only: request }
            - { exchange: "*.s3.acme.example/generated/**" }
            - { exchange: openai }
            - { http-in: /chat }
      rules: [{ id: no-content, never: [chats], reach: [target, undeclared] }]
      """;
  private static final String SOURCE = "exchange inference.acme.example/v1/**";

  ExchangeTapsTest() {
    super(POLICY);
  }

  private Tap answer(Map<String, String> headers) {
    return Objects.requireNonNull(
        taps.openExchange(Side.RESPONSE, HOST, 443, "/v1/chat/completions", headers::get));
  }

  private static String events(String text) {
    StringBuilder events = new StringBuilder();
    for (String word : text.split("(?<= )")) {
      events
          .append("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"")
          .append(word)
          .append("\"}}]}\n\n");
    }
    return events.toString();
  }

  private static void add(Tap tap, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    tap.add(bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @CsvSource({
    "RESPONSE, inference.acme.example, 443, /v1/chat?x=1, true",
    "RESPONSE, INFERENCE.acme.example., 80, https://x/v1/chat, true",
    "RESPONSE, inference.acme.example, 443, /v2/chat, false",
    "RESPONSE, inference.other.example, 443, /v1/chat, false",
    "REQUEST, inference.acme.example, 443, /v1/chat, false",
    "REQUEST, inference.acme.example, 8443, /ask, true",
    "REQUEST, inference.acme.example, 443, /ask, false",
    "RESPONSE, inference.acme.example, 8443, /ask, false",
    "REQUEST, media.s3.acme.example, 443, /generated/a.png, true",
    "RESPONSE, media.s3.acme.example, 443, /generated/a.png, true",
  })
  void wantsDeclaredExchangesInTheirDirection(
      Side side, String host, int port, String target, boolean isWanted) {
    for (int i = 0; i < 2; i++) { // the second time, the host is known
      assertThat(taps.wantsExchange(side, host, port, target)).isEqualTo(isWanted);
    }
    assertThat(taps.openExchange(side, host, port, target, name -> null) != null)
        .isEqualTo(isWanted);
    assertThat(taps.wants(side, "POST", target)).isFalse();
  }

  @Test
  void knowsAStreamAsFarAsItHasCome() {
    String first = words(30);
    String second = words(30);
    Tap tap = answer(Map.of("Content-Type", "text/event-stream"));
    add(tap, events(first + " "));

    assertThat(isStopped(first)).isTrue();
    assertThat(isStopped(second)).isFalse();
    add(tap, events(second));
    assertThat(isStopped(second)).isTrue();
    assertThat(isStopped(first.substring(100) + " " + second.substring(0, 20))).isTrue();
    assertThat(faults).isEmpty();
  }

  @Test
  void knowsACompressedStreamAsFarAsItHasCome() throws IOException {
    String text = words(40);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    GZIPOutputStream gzip = new GZIPOutputStream(body, true);
    gzip.write(events(text).getBytes(StandardCharsets.UTF_8));
    gzip.flush();
    Tap tap = answer(Map.of("Content-Type", "text/event-stream", "Content-Encoding", "gzip"));

    tap.add(body.toByteArray(), 0, body.size());

    assertThat(isStopped(text)).isTrue();
    assertThat(isStopped(words(40))).isFalse();
  }

  @Test
  void knowsAStreamThatHasEndedAndForgetsThatItWasUnfinished() {
    String text = words(60);
    Tap tap = answer(Map.of("Content-Type", "text/event-stream"));
    for (String each : events(text).split("(?<=\n\n)")) {
      add(tap, each);
      isStopped("nothing of that");
    }
    tap.end();

    assertThat(isStopped(text.substring(100, 200))).isTrue();
    assertThat(taps.count()).isZero();
    assertThat(taps.budget().held()).isZero();
    assertThat(status().captured()).isEqualTo(1);
  }

  @Test
  void givesBackTheMemoryOfABodyThatIsNoStream() {
    Tap tap = answer(Map.of("Content-Type", "application/json"));
    String text = words(2_000);
    add(tap, "{\"choices\":[{\"delta\":{\"content\":\"" + text);

    assertThat(isStopped(text.substring(0, 200))).isTrue();
    add(tap, "\"}}]}");
    tap.end();
    assertThat(isStopped(text.substring(5_000, 5_200))).isTrue();
    assertThat(taps.budget().held()).isZero();
  }

  @Test
  void takesOnlyTheDeclaredFieldsOfAStream() {
    String other = words(30);
    Tap tap = answer(Map.of("Content-Type", "text/event-stream"));
    add(tap, "data: {\"system\":\"" + other + "\"}\n\ndata: {\"system\":\"x\"}\n\n");

    assertThat(isStopped(other)).isFalse();
  }

  private void exchange(Side side, String json) {
    Map<String, String> headers = Map.of("Content-Type", "application/json");
    Tap tap =
        Objects.requireNonNull(
            taps.openExchange(side, OPENAI, 443, "/v1/chat/completions", headers::get));
    add(tap, json);
    tap.end();
  }

  @Test
  void aChatThatGrowsIsSentAgainToItsProviderAndNobodyElse() {
    StringBuilder messages = new StringBuilder();
    for (int turn = 0; turn < 4; turn++) {
      messages.append(turn == 0 ? "" : ",").append(message("user", words(30)));
      String request = "{\"messages\":[" + messages + "]}";
      assertThat(isStopped(CHAT, request)).as("turn %s", turn).isFalse();
      exchange(Side.REQUEST, request);
      String answer = message("assistant", words(30));
      exchange(Side.RESPONSE, "{\"choices\":[{\"message\":" + answer + "}]}");
      messages.append(",").append(answer);

      assertThat(isStopped(CHAT, messages.toString())).as("again").isFalse();
      assertThat(isStopped(answer)).isTrue();
      assertThat(isStopped(request)).isTrue();
    }
    assertThat(faults).isEmpty();
  }

  private static String message(String role, String text) {
    return "{\"role\":\"" + role + "\",\"content\":\"" + text + "\"}";
  }

  @Test
  void aRequestThatStillArrivesIsSentAgainToItsProvider() {
    String text = words(60);
    Tap tap =
        Objects.requireNonNull(
            taps.openExchange(
                Side.REQUEST,
                OPENAI,
                443,
                "/v1/responses",
                Map.of("Content-Type", "application/json")::get));
    add(tap, "{\"input\":\"" + text);

    assertThat(isStopped(CHAT, text)).isFalse();
    assertThat(isStopped(text)).isTrue();
  }

  @Test
  void whatAUserHasSentHereIsStoppedOnItsWayToAProviderThatMustNotGetIt() {
    String text = words(30);
    exchange(Side.REQUEST, "{\"messages\":[" + message("user", text) + "]}");
    assertThat(isStopped(CHAT, text)).isFalse();
    Tap tap = Objects.requireNonNull(taps.open(Side.REQUEST, "POST", "/chat", name -> null));
    add(tap, "{\"message\":\"" + text + "\"}");

    assertThat(isStopped(CHAT, text)).isTrue();
  }

  @Test
  void leavesSystemPromptsAndToolsOutByAPreset() {
    String system = words(30);
    exchange(
        Side.REQUEST,
        "{\"messages\":["
            + message("system", system)
            + ","
            + message("user", words(30))
            + "],\"tools\":[{\"description\":\""
            + words(30)
            + "\"}]}");

    assertThat(isStopped(system)).isFalse();
    assertThat(content.stats().documents()).isEqualTo(1);
  }

  @Test
  void saysWhichPathsOfADeclaredHostWereSeenInstead() {
    taps.libraries().woven("a library", Set.of(SourceKind.EXCHANGE));
    taps.wantsExchange(Side.RESPONSE, HOST, 443, "/v2/chat/4711-anna-secret");
    taps.wantsExchange(Side.RESPONSE, "other.example", 443, "/v1/chat");

    assertThat(status().state()).isEqualTo(SourceStatus.State.NEVER_FIRED);
    assertThat(status().why())
        .isEqualTo("bodies were seen under inference.acme.example /v2/chat/* (1)");
  }

  private SourceStatus status() {
    return taps.statuses().stream()
        .filter(each -> each.source().equals(SOURCE))
        .findFirst()
        .orElseThrow();
  }
}
