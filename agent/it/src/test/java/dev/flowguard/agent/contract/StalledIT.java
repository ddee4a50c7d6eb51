package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.ForkedJvm.FORM;
import static dev.flowguard.agent.contract.ForkedJvm.form;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bodies that are not whole when {@code hold.seconds} are over: their caller waits for the first
 * piece to arrive before it writes the second.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("setups")
class StalledIT {
  private static final String POLICY =
      """
      policy: stalled
      processors:
        target: { hosts: [target.example.test], text: structured }
        lenient: { hosts: [lenient.example.test], text: structured, on-incomplete: allow }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target, lenient] }]
      """;

  private static final String SECRET =
      "The pianist's aunt buried all seven teaspoons beneath the greenhouse before Michaelmas";

  /**
   * One client.
   *
   * @param kind of body that comes in two pieces
   * @param streamsOn false where a body that may not be written twice is held to its end
   */
  record Setup(
      TestClient client, int oldestJdk, Sender.Kind kind, boolean streamsOn, boolean isHttp2) {
    @Override
    public String toString() {
      return client.sender() + ", " + client.version() + (isHttp2 ? ", HTTP/2" : "");
    }

    Setup overHttp2() {
      return new Setup(client, oldestJdk, kind, streamsOn, true);
    }
  }

  @Parameter Setup setup;
  @TempDir Path folder;

  private AutoCloseable closing;
  private TestServer server;
  private ForkedJvm jvm;
  private Path arrived;

  static Stream<Setup> setups() {
    return Stream.of(
        blocking(new UrlConnectionGateIT(), true),
        asynchronous(new JdkHttpGateIT()),
        blocking(new OkHttpGateIT(), false),
        blocking(new Apache4GateIT(), false),
        asynchronous(new Apache4AsyncGateIT()),
        blocking(new Apache5GateIT(), false),
        asynchronous(new Apache5AsyncGateIT()),
        blocking(new HelidonGateIT(), false),
        asynchronous(new Jetty9GateIT()),
        asynchronous(new Jetty10GateIT()),
        asynchronous(new Jetty12GateIT()),
        asynchronous(new NettyGateIT()),
        asynchronous(new JdkHttpGateIT()).overHttp2(),
        asynchronous(new Apache5AsyncGateIT()).overHttp2(),
        asynchronous(new Jetty12GateIT()).overHttp2(),
        asynchronous(new NettyGateIT()).overHttp2());
  }

  private static Setup blocking(GateContract contract, boolean streamsOn) {
    return setup(contract, Sender.Kind.CHUNKED_STREAM, streamsOn);
  }

  private static Setup asynchronous(GateContract contract) {
    return setup(contract, Sender.Kind.ASYNCHRONOUS, true);
  }

  private static Setup setup(GateContract contract, Sender.Kind kind, boolean streamsOn) {
    return new Setup(
        contract.abilities.latest(), contract.abilities.oldestJdk(), kind, streamsOn, false);
  }

  @BeforeEach
  void start() throws Exception {
    TestTls tls = TestTls.make(folder, List.of("target.example.test", "lenient.example.test"));
    if (setup.isHttp2()) {
      Http2Server http2 = new Http2Server(tls.context());
      server = http2;
      closing = http2;
    } else {
      RawServer raw = new RawServer(null);
      server = raw;
      closing = raw;
    }
    arrived = folder.resolve("arrived");
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Files.writeString(
        folder.resolve("hosts"), "127.0.0.1 target.example.test\n127.0.0.1 lenient.example.test\n");
    Path jdk =
        Jdks.all().stream()
            .filter(each -> Jdks.feature(each) >= setup.oldestJdk())
            .findFirst()
            .orElseThrow();
    jvm =
        new ForkedJvm(
            jdk,
            folder,
            List.of(
                "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal,hold.seconds=1",
                "-Djdk.net.hosts.file=" + folder.resolve("hosts"),
                "-Djavax.net.ssl.trustStore=" + tls.store(),
                "-Djavax.net.ssl.trustStorePassword=" + TestTls.PASSWORD,
                "-Dcontract.http2=" + setup.isHttp2(),
                "-Dcontract.arrived=" + arrived),
            setup.client().classPath(jdk),
            setup.client().sender(),
            SECRET);
  }

  @AfterEach
  void stop() throws Exception {
    jvm.close();
    closing.close();
  }

  @Test
  void areStoppedWithThatReasonOrGoOnAsTheRuleSays() throws Exception {
    // Warm: what a first call takes on a busy machine must not count as the source's time.
    assertThat(quick("target.example.test", form("fine"))).as(jvm::stderr).isEqualTo("200");
    server.takeRequests();
    String stopped = post("target.example.test", form("fine"));

    assertThat(stopped).as(jvm::stderr).contains("BlockedRequestException", "incomplete:stalled");
    assertThat(server.bodyBytes()).isZero();
    assertThat(jvm.journal()).hasSize(1);
    String next = quick("target.example.test", form("fine"));
    for (int i = 0; i < 5 && !next.equals("200"); i++) {
      // The failure makes the sender close its connection, at times under the next call.
      next = quick("target.example.test", form("fine"));
    }
    assertThat(next).as("a later call").isEqualTo("200");
    server.takeRequests();

    Thread watcher = new Thread(this::noteArrival);
    watcher.start();
    String passed = post("lenient.example.test", form("fine and whole"));
    watcher.interrupt();
    watcher.join();

    assertThat(passed).as(jvm::stderr).isEqualTo("200");
    assertThat(server.takeRequests()).hasSize(1).allMatch(each -> each.contains("whole"));
    if (setup.streamsOn()) {
      assertThat(arrived).as("the first piece came before the end").exists();
    }
    assertThat(quick("lenient.example.test", form(SECRET))).as("a leak").contains("Blocked");
  }

  private String post(String host, byte[] body) {
    return jvm.send("POST", server.url(host, "/v1/x"), FORM, setup.kind(), body, 7);
  }

  private String quick(String host, byte[] body) {
    return jvm.send("POST", server.url(host, "/v1/x"), FORM, Sender.Kind.BYTES, body, 0);
  }

  /** Says so to the caller when the server has the first piece. */
  private void noteArrival() {
    try {
      while (server.bodyBytes() == 0) {
        Thread.sleep(10);
      }
      if (!server.bodies().contains("whole")) {
        Files.createFile(arrived);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
