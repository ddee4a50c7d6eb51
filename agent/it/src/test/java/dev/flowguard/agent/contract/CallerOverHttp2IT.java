package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.ForkedJvm.FORM;
import static dev.flowguard.agent.contract.ForkedJvm.form;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams of one connection of Netty name who sent them, each for itself. */
class CallerOverHttp2IT {
  private static final String SECRET =
      "The cartwright's uncle hid three sundials in the vestry before the eclipse of May";

  private static final String POLICY =
      """
      policy: streams
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir Path folder;

  static Stream<TestClient> clients() {
    return Stream.of(
            new Vertx4GateIT(),
            new Vertx5GateIT(),
            new AwsNettyGateIT(),
            new ArmeriaGateIT(),
            new AsyncHttpClient3GateIT(),
            new ReactorNettyGateIT())
        .map(contract -> contract.abilities().latest());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void theRecordOfAStreamNamesTheCodeThatSentIt(TestClient client) throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    TestTls tls = TestTls.make(folder, List.of("localhost"));
    Path jdk = Jdks.all().get(0);
    List<String> options =
        List.of(
            "-javaagent:" + AgentJar.PATH + "=policy=policy.yaml,journal.dir=journal",
            "-Djavax.net.ssl.trustStore=" + tls.store(),
            "-Djavax.net.ssl.trustStorePassword=" + TestTls.PASSWORD,
            "-Dcontract.http2=true");
    try (Http2Server server = new Http2Server(tls.context());
        ForkedJvm jvm =
            new ForkedJvm(jdk, folder, options, client.classPath(jdk), client.sender(), SECRET)) {
      String url = server.url("localhost", "/v1/x");
      for (String mode : List.of("now", "later")) {
        int before = jvm.journal().size();
        String result = jvm.send(mode, 1, "POST", url, FORM, Sender.Kind.BYTES, form(SECRET), 0);

        assertThat(result).as(jvm.stderr()).contains("Blocked POST to target");
        List<String> records = jvm.journal();
        assertThat(records.subList(before, records.size()))
            .as(mode)
            .hasSize(1)
            .allSatisfy(
                line ->
                    assertThat(line)
                        .contains(
                            "\"callers\":[\"dev.flowguard.agent.contract." + client.sender()));
      }
    }
  }
}
