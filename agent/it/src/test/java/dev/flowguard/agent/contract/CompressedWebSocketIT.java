package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages on WebSockets whose client and server have agreed to compress them. */
class CompressedWebSocketIT {
  private static final String SECRET =
      "An auctioneer's nephew hid the lifeboat's compass inside a hollow cheese on Tuesday";

  private static final String POLICY =
      """
      policy: compressed-sockets
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  /** Long enough for OkHttp, which leaves short messages as they are. */
  private static final String CLEAN = "{\"note\":\"" + "the weather is fine, ".repeat(80) + "\"}";

  private static final String LEAK =
      "{\"note\":\"" + "the weather is fine, ".repeat(80) + SECRET + "\"}";

  /** So little of the secret may pass. */
  private static final int SHORT = 12;

  @TempDir Path folder;

  static Stream<TestClient> clients() {
    return Stream.of(
        TestClient.OKHTTP_5.by("OkHttpWebSocketSender"),
        NettyGateIT.V4_2.by("NettyWebSocketSender"),
        new TestClient(
            "12.1.12",
            "JettyWebSocketSender",
            "jettyws12",
            List.of("org.eclipse.jetty.websocket:jetty-websocket-jetty-client:12.1.12")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void aCompressedMessageIsJudgedAsItWasBefore(TestClient client) throws Exception {
    TestTls tls = TestTls.make(folder, List.of("localhost"));
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Path jdk = Jdks.all().get(0);
    List<String> options =
        List.of(
            "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal",
            "-Djavax.net.ssl.trustStore=" + tls.store(),
            "-Djavax.net.ssl.trustStorePassword=" + TestTls.PASSWORD);
    try (WebSocketServer server = new WebSocketServer(tls.context());
        ForkedJvm jvm =
            new ForkedJvm(jdk, folder, options, client.classPath(jdk), client.sender(), SECRET)) {
      server.agreeToCompression();
      assertThat(send(jvm, server, "", CLEAN, 0)).as(jvm.stderr()).isEqualTo("200");
      assertThat(server.text()).isEqualTo(CLEAN);
      assertThat(server.compressed()).isEqualTo(1);
      server.takeBytes();

      // A message refers to those before it for what it repeats.
      assertThat(send(jvm, server, "|before:" + CLEAN, CLEAN, 0)).isEqualTo("200");
      assertThat(server.text()).isEqualTo(CLEAN + CLEAN);
      assertThat(server.compressed()).isEqualTo(3);
      server.takeBytes();

      assertThat(send(jvm, server, "", LEAK, 0)).contains("BlockedRequestException: Blocked");
      assertThat(server.takeBytes()).isZero();
      assertThat(jvm.journal()).hasSize(1);

      assertThat(send(jvm, server, "|before:" + CLEAN, LEAK, 0))
          .contains("BlockedRequestException: Blocked");
      assertThat(send(jvm, server, "", LEAK, LEAK.indexOf(SECRET) + SHORT))
          .contains("BlockedRequestException: Blocked");
      assertThat(server.text()).doesNotContain(SECRET.substring(SHORT));
      assertThat(jvm.journal()).hasSize(3);
    }
  }

  private static String send(
      ForkedJvm jvm, WebSocketServer server, String headers, String message, int split) {
    String url = "wss://localhost:" + server.port() + "/socket";
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    String offer = "permessage-deflate:offered" + headers;
    return jvm.send("GET", url, offer, Sender.Kind.CHUNKED_STREAM, bytes, split);
  }
}
