package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages on WebSockets, over TLS, on all clients that have them. */
@ParameterizedClass(name = "{0}")
@MethodSource("setups")
class WebSocketIT {
  private static final String SECRET =
      "Quixotic herons told the vicar that the ladder in the parish hall had been sawn through.";

  private static final String POLICY =
      """
      policy: sockets
      processors:
        target:
          hosts: [localhost]
          text: structured
          permits: # evidence shows the names that a policy names
            - { fields: [note], paths: [/none], categories: [chat-conversation], max-chars: 1 }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  private static final List<TestClient> JETTY =
      List.of(
          jetty("jettyws9", "websocket-client", "9.4.0.v20161208"),
          jetty("jettyws9", "websocket-client", "9.4.58.v20250814"),
          jetty("jettyws10", "websocket-jetty-client", "10.0.0"),
          jetty("jettyws10", "websocket-jetty-client", "11.0.26"),
          jetty("jettyws12", "jetty-websocket-jetty-client", "12.0.0"),
          jetty("jettyws12", "jetty-websocket-jetty-client", "12.0.35"),
          jetty("jettyws12", "jetty-websocket-jetty-client", "12.1.12"));

  record Setup(Path jdk, TestClient client) {}

  @Parameter Setup setup;
  @TempDir Path folder;

  private WebSocketServer server;
  private ForkedJvm jvm;

  static Stream<Setup> setups() {
    List<Setup> setups = new ArrayList<>();
    for (Path jdk : Jdks.all()) {
      setups.add(new Setup(jdk, TestClient.JDK_HTTP.by("JdkWebSocketSender")));
      for (TestClient client :
          List.of(TestClient.OKHTTP_3, TestClient.OKHTTP_4, TestClient.OKHTTP_5)) {
        setups.add(new Setup(jdk, client.by("OkHttpWebSocketSender")));
      }
      for (TestClient client : List.of(NettyGateIT.V4_1_50, NettyGateIT.V4_1, NettyGateIT.V4_2)) {
        setups.add(new Setup(jdk, client.by("NettyWebSocketSender")));
      }
      for (TestClient client : JETTY) {
        setups.add(new Setup(jdk, client));
      }
    }
    if (!System.getProperty("flowguard.matrix", "").equals("full")) {
      // The latest of each sender's versions, on the first JDK.
      setups.subList(setups.size() / Jdks.all().size(), setups.size()).clear();
      Map<String, Setup> latest = new LinkedHashMap<>();
      setups.forEach(each -> latest.put(each.client().sender() + each.client().folder(), each));
      setups.retainAll(latest.values());
    }
    return setups.stream();
  }

  static List<TestClient> jettyClients() {
    return JETTY;
  }

  private static TestClient jetty(String folder, String artifact, String version) {
    return new TestClient(
        version,
        "JettyWebSocketSender",
        folder,
        List.of("org.eclipse.jetty.websocket:" + artifact + ":" + version));
  }

  @BeforeEach
  void start() throws Exception {
    TestTls tls = TestTls.make(folder, List.of("localhost"));
    server = new WebSocketServer(tls.context());
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    jvm =
        new ForkedJvm(
            setup.jdk(),
            folder,
            List.of(
                "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal",
                "-Djavax.net.ssl.trustStore=" + tls.store(),
                "-Djavax.net.ssl.trustStorePassword=" + TestTls.PASSWORD),
            setup.client().classPath(setup.jdk()),
            setup.client().sender(),
            SECRET);
  }

  @AfterEach
  void stop() throws Exception {
    jvm.close();
    server.close();
  }

  private String send(String path, Sender.Kind kind, String message, int split) {
    String url = "wss://localhost:" + server.port() + path;
    return jvm.send("GET", url, "", kind, message.getBytes(StandardCharsets.UTF_8), split);
  }

  private String text(String message) {
    return send("/socket", Sender.Kind.CHUNKED_STREAM, message, 0);
  }

  @Test
  void aCleanMessageArrivesAsItIs() {
    assertThat(text("{\"type\":\"ping\"}")).isEqualTo("200");
    assertThat(server.text()).isEqualTo("{\"type\":\"ping\"}");
  }

  @Test
  void aMessageWithContentIsStoppedAndFailsTheSocketOnce() {
    String result = text("{\"note\":\"" + SECRET + "\"}");

    assertThat(result)
        .contains("dev.flowguard.api.BlockedRequestException")
        .contains("chat-conversation found at json $.note", "Blocked WEBSOCKET to target");
    assertThat(server.takeBytes()).isZero();
    assertThat(jvm.journal())
        .hasSize(1)
        .allMatch(line -> line.contains("\"outcome\":\"blocked\""))
        .allMatch(line -> line.contains("-websocket\""));
    assertThat(text("fine")).as("the next socket").isEqualTo("200");
  }

  @Test
  void aBinaryMessageIsJudgedToo() {
    String base64 = Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));

    assertThat(send("/socket", Sender.Kind.BYTES, base64, 0)).contains("BlockedRequestException");
    assertThat(server.takeBytes()).isZero();
    assertThat(send("/socket", Sender.Kind.BYTES, "fine", 0)).isEqualTo("200");
  }

  @Test
  void theHandshakeIsJudged() {
    String result = send("/" + SECRET.replace(' ', '-'), Sender.Kind.CHUNKED_STREAM, "fine", 0);

    assertThat(result).contains("BlockedRequestException");
    assertThat(server.takeBytes()).isZero();
  }

  @Test
  void contentCutOverFragmentsIsStoppedAtTheLatestWithItsLast() {
    assumeThat(setup.client().sender()).isNotEqualTo("OkHttpWebSocketSender"); // sends them whole
    String message = "{\"note\":\"" + SECRET + "\"}";
    for (int split = 1; split < message.length(); split++) {
      assertThat(send("/socket", Sender.Kind.CHUNKED_STREAM, message, split))
          .as("split at %d", split)
          .contains("BlockedRequestException");
      assertThat(server.takeBytes()).isLessThan(message.length());
    }
    assertThat(jvm.journal())
        .anyMatch(
            line ->
                line.contains("\"outcome\":\"cut\"") && !line.contains("\"body_bytes_sent\":0"));
    assertThat(send("/socket", Sender.Kind.CHUNKED_STREAM, "a fine message", 5)).isEqualTo("200");
    assertThat(server.text()).isEqualTo("a fine message");
  }
}
