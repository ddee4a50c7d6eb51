package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callbacks of stopped calls that take their time hold up nothing but themselves. */
class SlowCallbacksIT {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String SECRET =
      "The ferryman's goat had eaten both oars before anybody thought of asking the miller";

  private static final String POLICY =
      """
      policy: callbacks
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir Path folder;

  @Test
  void ofWebSockets() throws Exception {
    TestTls tls = TestTls.make(folder, List.of("localhost"));
    try (WebSocketServer server = new WebSocketServer(tls.context());
        ForkedJvm jvm =
            guarded(
                TestClient.JDK_HTTP.by("JdkWebSocketCallbacks"),
                "-Djavax.net.ssl.trustStore=" + tls.store(),
                "-Djavax.net.ssl.trustStorePassword=" + TestTls.PASSWORD)) {
      String url = "wss://localhost:" + server.port() + "/socket";
      byte[] message = SECRET.getBytes(StandardCharsets.UTF_8);

      assertAllAreStopped(
          jvm, 60, jvm.send("GET", url, "", Sender.Kind.CHUNKED_STREAM, message, 60));
      assertThat(server.takeBytes()).isZero();
    }
  }

  @Test
  void ofApache5() throws Exception {
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm =
            guarded(new Apache5AsyncGateIT().abilities().latest().by("Apache5Callbacks"))) {
      String url = server.url("localhost", "/v1/x");
      byte[] form = ForkedJvm.form(SECRET);

      assertAllAreStopped(
          jvm, 40, jvm.send("POST", url, ForkedJvm.FORM, Sender.Kind.BYTES, form, 40));
      assertThat(server.bodyBytes()).isZero();
    }
  }

  private static void assertAllAreStopped(ForkedJvm jvm, int calls, String result) {
    assertThat(result).as(jvm.stderr()).isEqualTo("200");
    assertThat(jvm.journal())
        .hasSize(calls + 1)
        .allMatch(line -> line.contains("\"outcome\":\"blocked\""));
    assertThat(jvm.stderr()).doesNotContain("was not on disk");
  }

  private ForkedJvm guarded(TestClient client, String... options) throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    List<String> all =
        Stream.concat(
                Stream.of("-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal"),
                Stream.of(options))
            .toList();
    return new ForkedJvm(JDK, folder, all, client.classPath(JDK), client.sender(), SECRET);
  }
}
