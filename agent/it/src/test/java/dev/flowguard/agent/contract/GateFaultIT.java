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

/**
 * An internal error in a gate itself, after a look-up has shown that a rule concerns the request.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("clients")
class GateFaultIT {
  private static final String GATES = "dev/flowguard/agent/gates/";
  private static final String SECRET =
      "The sexton's daughter had hidden the minutes of the parish council inside the harmonium";

  private static final String POLICY =
      """
      policy: gate-faults
      first-party: [own.example.test]
      processors:
        target: { hosts: [target.example.test], text: structured }
        lenient: { hosts: [lenient.example.test], text: structured, on-incomplete: allow }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target, lenient] }]
      """;

  /**
   * One client.
   *
   * @param step of its gate that fails, while the request is read
   */
  record Client(Abilities abilities, String step) {
    @Override
    public String toString() {
      return abilities.latest().sender() + ", " + abilities.latest().version();
    }
  }

  @Parameter Client client;
  @TempDir Path folder;

  static Stream<Client> clients() {
    return Stream.of(
        client(new UrlConnectionGateIT(), "urlconnection/Head.with"),
        client(new JdkHttpGateIT(), "jdkhttp/Internals.headers"),
        client(new OkHttpGateIT(), "okhttp/HoldGate.headers"),
        client(new Apache4GateIT(), "apache4/Place.with"),
        client(new Apache4AsyncGateIT(), "apache4/Place.with"),
        client(new Apache5GateIT(), "apache5/Target.with"),
        client(new Apache5AsyncGateIT(), "apache5/Target.with"),
        client(new HelidonGateIT(), "helidon/Internals.headers"),
        client(new Jetty12GateIT(), "jetty/Internals.headers"),
        client(new NettyGateIT(), "netty/Exchange.judged"));
  }

  private static Client client(GateContract contract, String step) {
    return new Client(contract.abilities, GATES + step);
  }

  @Test
  void stopsItsRequestOrLetsItPassAsTheRuleSaysAndNoOther() throws Exception {
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm = guarded()) {
      assertThat(post(jvm, server, "target", form("fine"))).as(jvm::stderr).isEqualTo("200");
      server.takeRequests();
      jvm.run("fault", client.step(), "java.lang.IllegalStateException");

      assertThat(post(jvm, server, "target", form("fine"))).contains("Blocked", "incomplete:fault");
      assertThat(post(jvm, server, "target", form(SECRET))).contains("Blocked");
      assertThat(server.bodyBytes()).isZero();
      assertThat(post(jvm, server, "own", form("fine"))).isEqualTo("200");
      assertThat(post(jvm, server, "lenient", form("fine"))).isEqualTo("200");
      assertThat(server.takeRequests()).hasSize(2).allMatch(each -> each.endsWith("fine"));
      assertThat(Integer.parseInt(jvm.run("hits", client.step()))).isPositive();

      jvm.run("fault", "", "");
      assertThat(post(jvm, server, "target", form("fine"))).isEqualTo("200");
      assertThat(post(jvm, server, "target", form(SECRET))).contains("Blocked");
    }
  }

  private static String post(ForkedJvm jvm, RawServer server, String host, byte[] body) {
    String url = server.url(host + ".example.test", "/v1/x");
    return jvm.send("POST", url, FORM, Sender.Kind.BYTES, body, 0);
  }

  private ForkedJvm guarded() throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Files.writeString(
        folder.resolve("hosts"),
        "127.0.0.1 target.example.test\n127.0.0.1 lenient.example.test\n"
            + "127.0.0.1 own.example.test\n");
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
            "-javaagent:" + FaultAgent.jar(folder) + "=",
            "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal",
            "-Djdk.net.hosts.file=" + folder.resolve("hosts")),
        latest.classPath(jdk),
        latest.sender(),
        SECRET);
  }
}
