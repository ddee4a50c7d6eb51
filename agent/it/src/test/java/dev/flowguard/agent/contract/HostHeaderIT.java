package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.ForkedJvm.FORM;
import static dev.flowguard.agent.contract.ForkedJvm.form;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests whose URL names one host and whose {@code Host} header names another. */
@ParameterizedClass(name = "{0}")
@MethodSource("clients")
class HostHeaderIT {
  private static final String SECRET =
      "The organ builder's ferret slept in the largest pipe until the bishop's visitation";

  private static final String POLICY =
      """
      policy: host-header
      first-party: [localhost]
      processors: { target: { hosts: [target.example.test], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  /** One client. */
  record Client(Abilities abilities) {
    @Override
    public String toString() {
      return abilities.latest().sender() + ", " + abilities.latest().version();
    }
  }

  @Parameter Client client;
  @TempDir Path folder;

  static Stream<Client> clients() {
    return Stream.of(
            new UrlConnectionGateIT(),
            new JdkHttpGateIT(),
            new OkHttpGateIT(),
            new Apache4GateIT(),
            new Apache4AsyncGateIT(),
            new Apache5GateIT(),
            new Apache5AsyncGateIT(),
            new HelidonGateIT(),
            new Jetty9GateIT(),
            new Jetty10GateIT(),
            new Jetty12GateIT(),
            new NettyGateIT(),
            new ReactorNettyGateIT(),
            new Vertx5GateIT(),
            new AsyncHttpClient3GateIT())
        .map(contract -> new Client(contract.abilities));
  }

  @Test
  void goToTheProcessorThatEitherNames() throws Exception {
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm = guarded()) {
      String here = server.url("localhost", "/v1/x");
      assertThat(post(jvm, here, "target.example.test", form(SECRET)))
          .as("Host names it, %s", jvm.stderr())
          .contains("Blocked POST to target");
      assertThat(post(jvm, here, "target.example.test:443", form(SECRET)))
          .as("Host names it with a port")
          .contains("Blocked POST to target");
      String there = server.url("target.example.test", "/v1/x");
      assertThat(post(jvm, there, "localhost", form(SECRET)))
          .as("the URL names it")
          .contains("Blocked POST to target");
      assertThat(server.bodyBytes()).isZero();

      assertThat(post(jvm, here, "target.example.test", form("fine"))).isEqualTo("200");
      assertThat(post(jvm, here, "other.example.test", form(SECRET))).isEqualTo("200");
      assertThat(server.takeRequests())
          .hasSize(2)
          .anyMatch(request -> request.contains("target.example.test"))
          .anyMatch(request -> request.contains("other.example.test"));
    }
  }

  private static String post(ForkedJvm jvm, String url, String host, byte[] body) {
    return jvm.send("POST", url, FORM + "|Host:" + host, Sender.Kind.BYTES, body, 0);
  }

  private ForkedJvm guarded() throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Files.writeString(
        folder.resolve("hosts"), "127.0.0.1 target.example.test\n127.0.0.1 localhost\n");
    TestClient latest = client.abilities().latest();
    Path jdk =
        Jdks.all().stream()
            .filter(each -> Jdks.feature(each) >= client.abilities().oldestJdk())
            .findFirst()
            .orElseThrow();
    return new ForkedJvm(
        jdk,
        folder,
        List.of(
            "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal",
            "-Djdk.net.hosts.file=" + folder.resolve("hosts"),
            "-Dsun.net.http.allowRestrictedHeaders=true",
            "-Djdk.httpclient.allowRestrictedHeaders=host"),
        latest.classPath(jdk),
        latest.sender(),
        SECRET);
  }
}
