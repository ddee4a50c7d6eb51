package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The WebClient of Vert.x stands on its client, and has hooks of its own for who sent. */
class VertxWebClientIT {
  private static final String SECRET =
      "The ropemaker's daughter counts her geese by the names of drowned admirals.";

  private static final String POLICY =
      """
      policy: web-client
      processors: { target: { hosts: [localhost] } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir Path folder;

  static List<TestClient> clients() {
    return TestClient.versions(
        "VertxWebClientSender", "vertxwebclient", "io.vertx:vertx-web-client", "4.5.14", "5.0.7");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void theRecordNamesTheCodeThatSent(TestClient client) throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Path jdk = Path.of(System.getProperty("java.home"));
    String guard = "-javaagent:" + AgentJar.PATH + "=policy=policy.yaml,journal.dir=journal";
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm =
            new ForkedJvm(
                jdk, folder, List.of(guard), client.classPath(jdk), client.sender(), SECRET)) {
      String url = server.url("localhost", "/v1/x");
      // The second goes over a connection that is there already.
      assertThat(jvm.post(url, "fine", Sender.Kind.BYTES)).isEqualTo("200");
      assertThat(jvm.post(url, SECRET, Sender.Kind.BYTES)).contains("Blocked POST to target");

      assertThat(jvm.journal())
          .anyMatch(
              line -> line.contains("\"callers\":[\"" + getClass().getPackageName() + ".VertxWeb"));
    }
  }
}
