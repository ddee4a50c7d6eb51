package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/2 without TLS, from the first byte on and by an upgrade from HTTP/1.1. */
class ClearTextHttp2IT {
  private static final String SECRET =
      "The glassblower's twins smuggled a barometer through the customs house at Easter";

  private static final String POLICY =
      """
      policy: clear-text
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  /**
   * @param upgrades true if the client asks for an upgrade with its first request
   */
  record Setup(TestClient client, boolean upgrades) {
    @Override
    public String toString() {
      return client.sender() + (upgrades ? " by an upgrade" : "");
    }
  }

  @TempDir Path folder;

  static Stream<Setup> setups() {
    return Stream.of(
        new Setup(NettyGateIT.V4_2, false),
        new Setup(NettyGateIT.V4_2.by("NettyMultiplexSender"), false),
        new Setup(latest(new Vertx5GateIT()), false),
        new Setup(latest(new Vertx5GateIT()), true),
        new Setup(latest(new Jetty12GateIT()), false),
        new Setup(TestClient.JDK_HTTP, true));
  }

  private static TestClient latest(GateContract contract) {
    return contract.abilities().latest();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("setups")
  void aLeakIsStoppedAndTheStreamsBesideItGoOn(Setup setup) throws Exception {
    try (Http2Server server = new Http2Server(null);
        ForkedJvm jvm = fork(setup)) {
      assertThat(send(jvm, server, "now", 1, SECRET)).contains("BlockedRequestException: Blocked");
      assertThat(server.bodyBytes()).as("body bytes of the first request").isZero();
      assertThat(jvm.journal()).hasSize(1);

      assertThat(send(jvm, server, "now", 1, "fine")).isEqualTo("200");
      assertThat(server.takeRequests()).containsExactly("note=fine");
      assertThat(server.takeUpgrades()).isEqualTo(setup.upgrades() ? 1 : 0);

      assertThat(send(jvm, server, "now", 1, SECRET)).contains("BlockedRequestException: Blocked");
      assertThat(server.bodyBytes()).as("body bytes of a stream").isZero();

      server.takeConnections();
      String beside = send(jvm, server, "beside", 6, SECRET);
      assertThat(beside.split(",(?=200)|(?<=200),")).filteredOn("200"::equals).hasSize(6);
      assertThat(beside).contains("BlockedRequestException: Blocked");
      assertThat(server.takeRequests()).hasSize(6).allMatch(body -> body.length() == 50_000);
      assertThat(server.takeConnections()).as("new connections").isZero();
      assertThat(jvm.journal()).hasSize(3);
    }
  }

  private ForkedJvm fork(Setup setup) throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Path jdk = Jdks.all().get(0);
    List<String> options = new ArrayList<>();
    options.add("-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal");
    options.add("-Dcontract.http2=true");
    options.add("-Dcontract.upgrade=" + setup.upgrades());
    TestClient client = setup.client();
    return new ForkedJvm(jdk, folder, options, client.classPath(jdk), client.sender(), SECRET);
  }

  private static String send(
      ForkedJvm jvm, Http2Server server, String mode, int times, String value) {
    String url = server.url("localhost", "/v1/x");
    byte[] form = ForkedJvm.form(value);
    return jvm.send(mode, times, "POST", url, ForkedJvm.FORM, Sender.Kind.BYTES, form, 7);
  }
}
