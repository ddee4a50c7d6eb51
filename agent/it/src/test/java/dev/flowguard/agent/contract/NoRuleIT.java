package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that no rule concerns, which are nearly all of an application's. {@code java.net.http}
 * is not among the clients: what it allocates itself differs by hundreds of bytes from run to run.
 */
class NoRuleIT {
  /** In bytes for each request, less than a string takes: clients themselves differ by some. */
  private static final int NOISE = 48;

  private static final int REQUESTS = 200;

  private static final String POLICY =
      """
      policy: elsewhere
      processors: { target: { hosts: [processor.example.test], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  private static final int MOST_PAIRS = 4;
  private static final Path JDK = Jdks.all().get(0);

  @TempDir Path folder;

  static Stream<TestClient> clients() {
    return Stream.concat(
        Stream.of(TestClient.URL_CONNECTION, TestClient.OKHTTP_5),
        Stream.of(
                new Apache4GateIT(),
                new Apache5GateIT(),
                new NettyGateIT(),
                new ReactorNettyGateIT())
            .map(contract -> contract.abilities().latest()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void allocateNothing(TestClient client) throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    try (RawServer server = new RawServer(null)) {
      long more = Long.MAX_VALUE;
      // A client's own bytes differ from JVM to JVM; what the agent adds is there in each of them.
      for (int i = 0; i < MOST_PAIRS && more >= NOISE; i++) {
        long without = allocated(client, server, List.of("-Dcontract.leaks=disabled"));
        long with =
            allocated(
                client,
                server,
                List.of(
                    "-Dcontract.leaks=disabled",
                    "-javaagent:" + AgentJar.PATH + "=policy=policy.yaml,journal.dir=journal"));
        more = Math.min(more, with - without);
      }

      assertThat(more).as("bytes that the agent adds").isLessThan(NOISE);
    }
  }

  private long allocated(TestClient client, RawServer server, List<String> options)
      throws Exception {
    try (ForkedJvm jvm =
        new ForkedJvm(JDK, folder, options, client.classPath(JDK), client.sender(), "")) {
      String url = server.url("localhost", "/v1/orders?page=1");
      byte[] body = ForkedJvm.form("fine");
      String bytes =
          jvm.send("allocated", REQUESTS, "POST", url, ForkedJvm.FORM, Sender.Kind.BYTES, body, 0);
      assertThat(bytes).as(jvm::stderr).matches("[0-9]+");
      return Long.parseLong(bytes);
    }
  }
}
