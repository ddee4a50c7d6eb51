package dev.flowguard.agent.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.spi.HeaderLists;
import dev.flowguard.agent.spi.SocketMessages;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketMessagesTest {
  private static final String POLICY =
      """
      policy: sockets
      processors: { target: { hosts: [target.example], text: structured } }
      categories:
        chats: { sources: [{ http-in: "GET /ws/**", fields: ["$.text"], owner: "header X-User" }] }
      rules: [{ id: no-content, never: [chats], reach: [target] }]
      """;

  private static final String TEXT =
      "the quixotic herons of the parish sawed through the ladder behind the vicar's hall";

  private final ProtectedContent content = new ProtectedContent();
  private final OpenTaps taps = new OpenTaps(content, (where, e) -> {});
  private final SocketMessages messages = new SocketMessages();
  private final Object socket = new Object();
  private Judge judge;

  @BeforeEach
  void start() {
    Policy policy = PolicyFile.read("p.yaml", POLICY.getBytes(StandardCharsets.UTF_8)).policy();
    judge = new Judge(policy, Mode.BLOCK, content, Clock.systemUTC());
    content.arriving(taps);
    taps.use(policy);
  }

  private void opened(Map<String, String> headers) {
    Map<String, List<String>> lists = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    messages.opened(socket, new HeaderLists(lists));
  }

  private void add(String piece) {
    Tap tap = messages.of(socket, socket, taps, "/ws/chat");
    assertThat(tap).isNotNull();
    byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
    tap.add(bytes, 0, bytes.length);
  }

  private boolean isStopped(String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    OutboundRequest request =
        new OutboundRequest(
            "POST", "https://target.example/x", List.of(), new Body.Held(body), "test");
    return !judge.judge(request).violations().isEmpty();
  }

  @Test
  void piecesOfAMessageAreOneBody() {
    add("{\"text\":\"" + TEXT.substring(0, 30));
    add(TEXT.substring(30) + "\"}");
    messages.end(socket);

    assertThat(isStopped(TEXT)).isTrue();
  }

  @Test
  void aPieceIsKnownBeforeTheNextComes() {
    add("{\"text\":\"" + TEXT);

    assertThat(isStopped(TEXT)).isTrue();
  }

  @Test
  void theNextMessageIsAnotherBody() {
    add("{\"id\":\"1\"}");
    messages.end(socket);
    add("{\"text\":\"" + TEXT + "\"}");
    messages.end(socket);

    assertThat(isStopped(TEXT)).isTrue();
  }

  @Test
  void whatTheHandshakeSaysOfItsOwnBodyIsNotTrueOfAMessage() {
    opened(Map.of("Content-Type", "image/png", "Content-Encoding", "gzip"));
    add("{\"text\":\"" + TEXT + "\"}");
    messages.end(socket);

    assertThat(isStopped(TEXT)).isTrue();
  }

  @Test
  void theOwnerIsThatOfTheHandshake() {
    opened(Map.of("X-User", "u7"));
    add("{\"text\":\"" + TEXT + "\"}");
    messages.end(socket);
    assertThat(isStopped(TEXT)).isTrue();

    content.forgetOwner("u7");

    assertThat(isStopped(TEXT)).isFalse();
  }

  @Test
  void aMessageOnAnotherPathHasNoTap() {
    assertThat(messages.of(socket, socket, taps, "/other")).isNull();
  }
}
