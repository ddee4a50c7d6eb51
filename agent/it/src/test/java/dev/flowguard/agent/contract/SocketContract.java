package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every server with a tap on its WebSockets must do: a message is known before its application
 * has it, a fragment too, and the application sees exactly what was sent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SourceCoverage("http-in")
abstract class SocketContract {
  /** For versions whose APIs have their old names. */
  static final Map<String, String> JAVAX =
      Map.of("jakarta.servlet", "javax.servlet", "jakarta.websocket", "javax.websocket");

  /** What an application by the API of Jakarta shows of a server. */
  static final List<String> JSR_ABILITIES =
      List.of("partial", "partial-binary", "compressed", "owner", "client");

  private static final String POLICY =
      """
      policy: sockets
      processors: { target: { hosts: [localhost], text: structured } }
      categories:
        chats: { sources: [{ http-in: "GET /ws/chat/**" }] }
        notes: { sources: [{ http-in: "/ws/fields/**", fields: ["$.message"], owner: "header X-User-Id" }] }
        posts: { sources: [{ http-in: "POST /ws/post/**" }] }
      rules: [{ id: no-content, never: [chats, notes, posts], reach: [target] }]
      """;

  private static final int SMALL = 300;
  private static final int MIDDLE = 60_000;
  private static final String BLOCKED = " BlockedRequestException";
  private static final String SENT = " 200";

  @TempDir static Path root;

  private final Random random = new Random(12);
  private RawServer processor;
  private RunningServer server;

  /** How messages come. */
  enum Wire {
    PLAIN,
    COMPRESSED
  }

  abstract ServerContract.Subject subject();

  @BeforeEach
  void start() throws Exception {
    if (server != null && server.subject().equals(subject())) {
      return;
    }
    stop();
    processor = new RawServer(null);
    server = new RunningServer(subject(), Files.createTempDirectory(root, "server"), POLICY);
  }

  @AfterEach
  void noFaults() throws Exception {
    assertThat(server.log()).doesNotContain("tap of");
  }

  @AfterAll
  void stop() throws Exception {
    if (server != null) {
      server.close();
      processor.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void stopsATextMessage(Wire wire) throws Exception {
    try (TestSocket socket = connect(wire, "/ws/chat/whole")) {
      for (int size : new int[] {SMALL, MIDDLE}) {
        assertAnswered(socket, json("message", words(size)), BLOCKED);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void stopsATextThatIsNotJson(Wire wire) throws Exception {
    try (TestSocket socket = connect(wire, "/ws/chat/whole")) {
      assertAnswered(socket, "Grüße 🎈, " + words(SMALL), BLOCKED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void stopsABinaryMessage(Wire wire) throws Exception {
    try (TestSocket socket = connect(wire, "/ws/chat/whole")) {
      for (int size : new int[] {SMALL, MIDDLE}) {
        byte[] picture = picture(size);

        socket.binary(picture, true);

        assertThat(socket.answer()).isEqualTo(seen(picture) + BLOCKED);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void stopsAMessageThatCameInFragments(Wire wire) throws Exception {
    try (TestSocket socket = connect(wire, "/ws/chat/whole")) {
      List<String> fragments = fragments();

      for (int i = 0; i < fragments.size(); i++) {
        socket.text(fragments.get(i), i == fragments.size() - 1);
      }

      assertThat(socket.answer()).isEqualTo(seen(bytes(String.join("", fragments))) + BLOCKED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void stopsAFragmentWhenTheRestHasNotCome(Wire wire) throws Exception {
    assumeThat(subject().program().reads()).contains("partial");
    try (TestSocket socket = connect(wire, "/ws/chat/partial")) {
      for (int message = 0; message < 2; message++) {
        List<String> fragments = fragments();
        for (int i = 0; i < fragments.size(); i++) {
          socket.text(fragments.get(i), i == fragments.size() - 1);

          assertThat(socket.answer()).isEqualTo(seen(bytes(fragments.get(i))) + BLOCKED);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void stopsABinaryFragmentWhenTheRestHasNotCome(Wire wire) throws Exception {
    assumeThat(subject().program().reads()).contains("partial-binary");
    try (TestSocket socket = connect(wire, "/ws/chat/partial")) {
      List<String> fragments = fragments();
      for (int i = 0; i < fragments.size(); i++) {
        byte[] fragment = bytes(fragments.get(i));
        socket.binary(fragment, i == fragments.size() - 1);

        assertThat(socket.answer()).isEqualTo(seen(fragment) + BLOCKED);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesMessagesOnOtherPathsAlone(Wire wire) throws Exception {
    try (TestSocket socket = connect(wire, "/ws/other/whole")) {
      assertAnswered(socket, json("message", words(SMALL)), SENT);
      byte[] picture = picture(SMALL);
      socket.binary(picture, true);
      assertThat(socket.answer()).isEqualTo(seen(picture) + SENT);
    }
  }

  @Test
  void leavesMessagesAloneWhereAnotherMethodIsDeclared() throws Exception {
    try (TestSocket socket = connect(Wire.PLAIN, "/ws/post/whole")) {
      assertAnswered(socket, json("message", words(SMALL)), SENT);
    }
  }

  @Test
  void keepsSocketsApart() throws Exception {
    try (TestSocket chat = connect(Wire.PLAIN, "/ws/chat/whole");
        TestSocket other = connect(Wire.PLAIN, "/ws/other/whole")) {
      List<String> ofChat = fragments();
      List<String> ofOther = fragments();
      for (int i = 0; i < ofChat.size(); i++) {
        chat.text(ofChat.get(i), i == ofChat.size() - 1);
        other.text(ofOther.get(i), i == ofOther.size() - 1);
      }

      assertThat(chat.answer()).isEqualTo(seen(bytes(String.join("", ofChat))) + BLOCKED);
      assertThat(other.answer()).isEqualTo(seen(bytes(String.join("", ofOther))) + SENT);
    }
  }

  @Test
  void capturesTheFieldsOfAMessage() throws Exception {
    try (TestSocket socket = connect(Wire.PLAIN, "/ws/fields/whole")) {
      assertAnswered(socket, json("message", words(SMALL)), BLOCKED);
      assertAnswered(socket, json("aside", words(SMALL)), SENT);
    }
  }

  @Test
  void knowsTheOwnerByAHeaderOfTheHandshake() throws Exception {
    assumeThat(subject().program().reads()).contains("owner");
    String message = json("message", words(SMALL));
    try (TestSocket socket = connect(Wire.PLAIN, "/ws/fields/whole", Map.of("X-User-Id", "u7"));
        TestSocket other = connect(Wire.PLAIN, "/ws/other/whole");
        TestSocket forget = connect(Wire.PLAIN, "/ws/other/forget")) {
      assertAnswered(socket, message, BLOCKED);

      forget.text("u7", true);

      assertThat(forget.answer()).isNotEqualTo("0");
      assertAnswered(other, message, SENT);
    }
  }

  @Test
  void leavesMessagesToClientsAlone() throws Exception {
    assumeThat(subject().program().reads()).contains("client");
    String text = words(SMALL);
    try (TestSocket socket = connect(Wire.PLAIN, "/ws/other/client")) {
      // The application opens a socket to /ws/chat/whole of this server, which says something.
      socket.text("ws://localhost:" + server.port() + "/ws/chat/whole?text=" + encoded(text), true);

      assertThat(socket.answer()).isEqualTo(seen(bytes(text)) + SENT);
    }
  }

  @Test
  void saysThatItsSourcesHaveFired() throws Exception {
    try (TestSocket chat = connect(Wire.PLAIN, "/ws/chat/whole");
        TestSocket post = connect(Wire.PLAIN, "/ws/post/whole")) {
      assertAnswered(chat, json("message", words(SMALL)), BLOCKED);
      assertAnswered(post, json("message", words(SMALL)), SENT);
    }

    assertThat(server.doctor("of chats: active"))
        .contains("http-in GET /ws/chat/** of chats: active")
        .contains("http-in POST /ws/post/** of posts: never fired");
  }

  private TestSocket connect(Wire wire, String path) throws Exception {
    return connect(wire, path, Map.of());
  }

  private TestSocket connect(Wire wire, String path, Map<String, String> headers) throws Exception {
    String to = encoded(processor.url("localhost", "/leak"));
    URI uri = URI.create("ws://localhost:" + server.port() + path + "?to=" + to);
    assumeThat(wire == Wire.PLAIN || subject().program().reads().contains("compressed")).isTrue();
    return wire == Wire.PLAIN
        ? new JdkTestSocket(uri, headers)
        : new CompressingTestSocket(uri, headers);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void assertAnswered(TestSocket socket, String text, String outcome)
      throws Exception {
    socket.text(text, true);

    assertThat(socket.answer()).isEqualTo(seen(bytes(text)) + outcome);
  }

  /** Three, of one message; the second begins within a word. */
  private List<String> fragments() {
    String message = json("message", words(3 * SMALL));
    return List.of(
        message.substring(0, SMALL),
        message.substring(SMALL, 2 * SMALL),
        message.substring(2 * SMALL));
  }

  private static String json(String name, String text) {
    return "{\"id\":\"7\",\"" + name + "\":\"" + text + "\"}";
  }

  private String words(int size) {
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      for (int i = 3 + random.nextInt(6); i > 0; i--) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append(' ');
    }
    return text.append("end").toString();
  }

  private byte[] picture(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    System.arraycopy(png, 0, bytes, 0, png.length);
    return bytes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Length and checksum of what the application should have. */
  private static String seen(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return bytes.length + " " + sum.getValue();
  }
}
