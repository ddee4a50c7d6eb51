package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several requests that are written to one connection before the first one is answered. */
class PipelineIT {
  private static final String SECRET =
      "Seven ferrymen buried the harbour ledger under the altar of a roofless chapel";

  private static final String POLICY =
      """
      policy: pipelined
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir static Path folder;

  private static ForkedJvm jvm;

  private RawServer server;

  @BeforeAll
  static void fork() throws IOException {
    Path jdk = Jdks.all().get(0);
    TestClient client = NettyGateIT.V4_2.by("NettyPipelineSender");
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    String agent = "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal";
    jvm =
        new ForkedJvm(jdk, folder, List.of(agent), client.classPath(jdk), client.sender(), SECRET);
  }

  @AfterAll
  static void end() throws IOException {
    jvm.close();
  }

  @BeforeEach
  void start() throws IOException {
    server = new RawServer(null);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private String send(Sender.Kind kind, String... bodies) {
    String url = server.url("localhost", "/v1/x");
    byte[] all = String.join("\n", bodies).getBytes(StandardCharsets.US_ASCII);
    return jvm.send("POST", url, "Content-Type:text/plain", kind, all, 9);
  }

  @ParameterizedTest
  @EnumSource(names = {"BYTES", "FIXED_STREAM"})
  void requestsThatMayPassArriveInTheirOrder(Sender.Kind kind) {
    String large = "harmless ".repeat(20_000);
    assertThat(send(kind, "one", large, "three", large, "five")).isEqualTo("200");
    assertThat(server.takeRequests())
        .extracting(each -> each.substring(each.indexOf("\r\n\r\n") + 4))
        .containsExactly("one", large, "three", large, "five");
  }

  @ParameterizedTest
  @EnumSource(names = {"BYTES", "FIXED_STREAM"})
  void aStoppedOneFailsTheConnectionAndThoseBehindItAreNotSent(Sender.Kind kind) throws Exception {
    int before = jvm.journal().size();
    String result = send(kind, "the first one", "note: " + SECRET, "the third one");

    // The first one arrives; its answer is lost if the connection fails before it comes.
    assertThat(result)
        .matches(
            ".*: (200|ClosedChannelException), BlockedRequestException, ClosedChannelException");
    server.awaitEnded(1);
    assertThat(server.bodyBytes()).isEqualTo("the first one".length());
    assertThat(server.takeRequests())
        .singleElement()
        .satisfies(request -> assertThat(request).endsWith("\r\n\r\nthe first one"));
    assertThat(jvm.journal()).hasSize(before + 1);
    assertThat(send(kind, "fine")).as("the next connection").isEqualTo("200");
  }
}
