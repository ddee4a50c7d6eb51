package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Behind a forward proxy the host of the request counts, and not that of the proxy. */
class ProxyIT {
  private static final String PROCESSOR = "processor.example.test";
  private static final String OTHER = "other.example.test";
  private static final String PROXY = "proxy.example.test";
  private static final String SECRET =
      "The bell-ringer's apprentice traded his umbrella for a map of the flooded quarry";

  /** The proxy is a processor too: were it taken for the recipient, more would be stopped. */
  private static final String POLICY =
      """
      policy: behind-a-proxy
      processors:
        target: { hosts: [processor.example.test], text: structured }
        proxy: { hosts: [proxy.example.test], text: structured }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target, proxy] }]
      """;

  /**
   * @param kind of body that the client can send
   * @param tunnels true if the client asks for a tunnel also where it has no TLS
   */
  record Setup(String gate, TestClient client, Sender.Kind kind, boolean tunnels) {
    @Override
    public String toString() {
      return gate + ", " + client.sender();
    }
  }

  @TempDir Path folder;

  /** All with {@code flowguard.matrix=full}; else one of each family. */
  static Stream<Setup> setups() {
    Stream<Setup> others =
        Stream.of(
            setup("apache-httpclient-4", latest(new Apache4GateIT())),
            setup("apache-httpasyncclient-4", latest(new Apache4AsyncGateIT())),
            new Setup(
                "apache-httpclient-5-async",
                latest(new Apache5AsyncGateIT()),
                Sender.Kind.ASYNCHRONOUS,
                false));
    Stream<Setup> families = families();
    return System.getProperty("flowguard.matrix", "").equals("full")
        ? Stream.concat(families, others)
        : families;
  }

  private static Stream<Setup> families() {
    return Stream.of(
        setup("urlconnection", TestClient.URL_CONNECTION),
        setup("java.net.http", TestClient.JDK_HTTP),
        setup("okhttp", TestClient.OKHTTP_5),
        setup("apache-httpclient-5", latest(new Apache5GateIT())),
        setup("jetty-client", latest(new Jetty12GateIT())),
        setup("netty", latest(new AsyncHttpClient3GateIT())),
        new Setup("netty", latest(new ReactorNettyGateIT()), Sender.Kind.FIXED_STREAM, true));
  }

  private static Setup setup(String gate, TestClient client) {
    return new Setup(gate, client, Sender.Kind.FIXED_STREAM, false);
  }

  private static TestClient latest(GateContract contract) {
    return contract.abilities().latest();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("setups")
  void aRequestBehindAProxyIsJudgedByItsOwnHost(Setup setup) throws Exception {
    TestTls tls = TestTls.make(folder, List.of(PROCESSOR, OTHER));
    try (RawServer plainServer = new RawServer(null);
        RawServer tlsServer = new RawServer(tls.context());
        ForwardProxy proxy = new ForwardProxy();
        ForkedJvm jvm = fork(setup.client(), tls, proxy)) {
      assertJudgedByOwnHost(setup, jvm, plainServer);
      assertThat(proxy.takeRequestLines())
          .isNotEmpty()
          .allMatch(line -> line.startsWith(setup.tunnels() ? "CONNECT " : "POST http://"));

      assertJudgedByOwnHost(setup, jvm, tlsServer);
      assertThat(proxy.takeRequestLines())
          .isNotEmpty()
          .allMatch(line -> line.startsWith("CONNECT "));
    }
  }

  private ForkedJvm fork(TestClient client, TestTls tls, ForwardProxy proxy) throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Path hosts = folder.resolve("hosts");
    Files.writeString(
        hosts, "127.0.0.1 " + String.join("\n127.0.0.1 ", PROCESSOR, OTHER, PROXY) + "\n");
    Path jdk = Jdks.all().get(0);
    List<String> options =
        List.of(
            "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal",
            "-Djdk.net.hosts.file=" + hosts,
            "-Dhttp.proxyHost=" + PROXY,
            "-Dhttp.proxyPort=" + proxy.port(),
            "-Dhttps.proxyHost=" + PROXY,
            "-Dhttps.proxyPort=" + proxy.port(),
            "-Djavax.net.ssl.trustStore=" + tls.store(),
            "-Djavax.net.ssl.trustStorePassword=" + TestTls.PASSWORD);
    return new ForkedJvm(jdk, folder, options, client.classPath(jdk), client.sender(), SECRET);
  }

  private static void assertJudgedByOwnHost(Setup setup, ForkedJvm jvm, RawServer server) {
    int before = jvm.journal().size();
    assertThat(jvm.post(server.url(PROCESSOR, "/v1/x"), "fine", setup.kind())).isEqualTo("200");
    assertThat(server.takeRequests()).hasSize(1);

    assertThat(jvm.post(server.url(PROCESSOR, "/v1/x"), SECRET, setup.kind()))
        .contains("BlockedRequestException: Blocked");
    assertThat(server.bodyBytes()).as("body bytes behind the proxy").isZero();
    assertThat(server.headBytes()).as("head bytes behind the proxy").isZero();
    List<String> journal = jvm.journal();
    assertThat(journal).hasSize(before + 1);
    assertThat(journal.get(before))
        .contains("\"client\":\"" + setup.gate() + "\"", "\"outcome\":\"blocked\"", PROCESSOR)
        .doesNotContain(PROXY);

    assertThat(jvm.post(server.url(OTHER, "/v1/x"), SECRET, setup.kind())).isEqualTo("200");
    assertThat(server.takeRequests()).hasSize(1);
    assertThat(jvm.journal()).hasSize(before + 1);
  }
}
