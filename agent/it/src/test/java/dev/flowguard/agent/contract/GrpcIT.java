package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.contract.GrpcServer.Stream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * gRPC over each of its transports is judged per message: shown with the packaged jar, real calls
 * and a server that counts the bytes of messages.
 */
@ParameterizedClass(name = "{0}")
@ArgumentsSource(GrpcIT.Setups.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcIT {
  private static final String PROCESSOR = "processor.example.test";
  private static final String OWN = "own.example.test";
  private static final String LENIENT = "lenient.example.test";
  private static final String SECRET =
      "Quixotic herons borrowed the vicar's ladder and never told the parish clerk";
  private static final String BLOCKED = "dev.flowguard.api.BlockedRequestException: Blocked";
  private static final Path FOLDER = Path.of("target", "contract").toAbsolutePath();
  private static final String POLICY =
      """
      policy: grpc
      first-party: [own.example.test]
      processors:
        target: { hosts: [processor.example.test], text: structured }
        lenient: { hosts: [lenient.example.test], text: structured, on-incomplete: allow }
      categories:
        chat-conversation: { shapes: [chat-transcript] }
      rules:
        - { id: no-chats, never: [chat-conversation], reach: [target, lenient], severity: critical }
      """;

  /** One transport in one version, on one JDK. */
  record Setup(String transport, TestClient client, Path jdk) {
    @Override
    public String toString() {
      return transport + " " + client.version() + ", JDK " + jdk.getFileName();
    }
  }

  /** All versions of the transports that go by their own names. */
  static List<TestClient> clients() {
    List<TestClient> clients = new ArrayList<>();
    for (String transport : List.of("grpc-okhttp", "grpc-netty")) {
      for (String version : Setups.VERSIONS.get(transport)) {
        clients.add(Setups.client(transport, version));
      }
    }
    return clients;
  }

  /** All with {@code flowguard.matrix=full}; else the latest version of each transport. */
  static final class Setups implements ArgumentsProvider {
    private static final Map<String, List<String>> VERSIONS =
        Map.of(
            "grpc-okhttp", List.of("1.30.2", "1.60.1", "1.82.2"),
            "grpc-netty", List.of("1.30.2", "1.60.1", "1.85.1"),
            "grpc-netty-shaded", List.of("1.30.2", "1.60.1", "1.85.1"));

    @Override
    public java.util.stream.Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) {
      boolean isFull = System.getProperty("flowguard.matrix", "").equals("full");
      List<Setup> setups = new ArrayList<>();
      VERSIONS.forEach(
          (transport, versions) -> {
            for (String version : isFull ? versions : versions.subList(2, 3)) {
              for (Path jdk : isFull ? Jdks.all() : Jdks.all().subList(0, 1)) {
                setups.add(new Setup(transport, client(transport, version), jdk));
              }
            }
          });
      return setups.stream().map(Arguments::of);
    }

    private static TestClient client(String transport, String version) {
      List<String> artifacts =
          List.of("io.grpc:" + transport + ":" + version, "io.grpc:grpc-stub:" + version);
      return new TestClient(version, "GrpcSender", "grpc", artifacts);
    }
  }

  @Parameter Setup setup;

  private final Map<String, ForkedJvm> jvms = new HashMap<>();
  private TestTls tls;
  private GrpcServer server;

  @BeforeEach
  void start() throws Exception {
    if (tls == null) {
      Files.createDirectories(FOLDER);
      Path folder = Files.createTempDirectory(FOLDER, "tls");
      tls = TestTls.make(folder, List.of(PROCESSOR, OWN, LENIENT));
      server = new GrpcServer(tls.context());
    }
    server.answerEachMessage(false);
    server.takeStreams();
    server.takeHeads();
  }

  @AfterAll
  void stop() throws IOException {
    for (ForkedJvm jvm : jvms.values()) {
      jvm.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private ForkedJvm guarded() {
    return jvms.computeIfAbsent(
        "guarded",
        name ->
            fork(
                List.of(
                    "-javaagent:" + AgentJar.PATH + "=policy=policy.yaml,journal.dir=journal")));
  }

  private ForkedJvm plain() {
    return jvms.computeIfAbsent("plain", name -> fork(List.of()));
  }

  private ForkedJvm fork(List<String> agents) {
    try {
      Path folder = Files.createTempDirectory(FOLDER, setup.transport());
      Files.writeString(folder.resolve("policy.yaml"), POLICY);
      Path hosts = folder.resolve("hosts");
      Files.writeString(
          hosts, "127.0.0.1 " + String.join("\n127.0.0.1 ", PROCESSOR, OWN, LENIENT) + "\n");
      List<String> options = new ArrayList<>(agents);
      options.add("-Djdk.net.hosts.file=" + hosts);
      options.add("-Djavax.net.ssl.trustStore=" + tls.store());
      options.add("-Djavax.net.ssl.trustStorePassword=" + TestTls.PASSWORD);
      options.add("-Xmx256m");
      options.add("-Dio.netty.leakDetection.level=paranoid");
      options.add("-Dio.grpc.netty.shaded.io.netty.leakDetection.level=paranoid");
      TestClient client = setup.client();
      return new ForkedJvm(
          setup.jdk(), folder, options, client.classPath(setup.jdk()), client.sender(), SECRET);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String call(ForkedJvm jvm, String host, String kind, String headers, String... messages) {
    return call(jvm, "now", 1, host, kind, headers, messages);
  }

  private String call(
      ForkedJvm jvm,
      String mode,
      int times,
      String host,
      String kind,
      String headers,
      String... messages) {
    byte[] joined = String.join("\n", messages).getBytes(StandardCharsets.ISO_8859_1);
    String body =
        messages.length == 1 && messages[0].startsWith("*")
            ? messages[0]
            : Base64.getEncoder().encodeToString(joined);
    String url = server.url(host, "/demo.Notes/" + kind);
    return jvm.send(mode, times, "POST", url, headers, Sender.Kind.BYTES, body, 0);
  }

  /** Streams once all that were begun have ended. */
  private List<Stream> streams(int count) throws Exception {
    List<Stream> streams = new ArrayList<>();
    eventually(
        count + " ended streams",
        () -> {
          streams.addAll(server.takeStreams());
          return streams.size() >= count;
        });
    return streams;
  }

  private static String framed(String message) {
    return "\0\0\0\0" + (char) message.length() + message;
  }

  @Test
  void aUnaryCallWithTheSecretIsStoppedBeforeAnythingLeavesAndFailsByTheBlock() throws Exception {
    for (String mode : List.of("now", "later")) {
      server.takeHeads();
      String result = call(guarded(), mode, 1, PROCESSOR, "Unary", "", "note: " + SECRET);
      assertThat(result).contains("io.grpc.StatusRuntimeException: ", " <- " + BLOCKED);
      assertThat(server.takeHeads()).as("heads that have left, %s", mode).isZero();
    }
    assertThat(call(guarded(), PROCESSOR, "Unary", "", "fine")).isEqualTo("200");
  }

  @Test
  void theSecretIsFoundInCompressedMessages() throws Exception {
    String result = call(guarded(), PROCESSOR, "Unary", "grpc-encoding:gzip", "note: " + SECRET);
    assertThat(result).contains(BLOCKED);
    assertThat(streams(server.takeHeads())).allMatch(stream -> stream.body().isEmpty());
  }

  @Test
  void aSecretInTheMetadataStopsTheCall() throws Exception {
    for (String kind : List.of("Unary", "Client")) {
      String result = call(guarded(), PROCESSOR, kind, "x-note:" + SECRET, "fine");
      assertThat(result).as(kind).contains(BLOCKED);
    }
    assertThat(server.takeHeads()).as("heads that have left").isZero();
  }

  @Test
  void whatMayPassArrivesAsWithoutTheGuard() throws Exception {
    List<String[]> bodies =
        List.of(
            new String[] {"fine"},
            new String[] {"one", "two", "", "four"},
            new String[] {"*300000"},
            new String[] {""});
    for (String kind : List.of("Unary", "Client", "Bidi")) {
      server.answerEachMessage(kind.equals("Bidi"));
      for (String[] messages : bodies) {
        for (String encoding : List.of("", "grpc-encoding:gzip")) {
          String without = call(plain(), PROCESSOR, kind, encoding, messages);
          List<Stream> expected = streams(1);
          String with = call(guarded(), PROCESSOR, kind, encoding, messages);
          assertThat(with).as("%s %s", kind, encoding).isEqualTo(without).isEqualTo("200");
          assertThat(streams(1)).as("%s %s", kind, encoding).isEqualTo(expected);
        }
      }
      assertThat(call(guarded(), OWN, kind, "", "note: " + SECRET)).isEqualTo("200");
      assertThat(streams(1)).containsExactly(new Stream(framed("note: " + SECRET), false));
    }
  }

  @Test
  void aCallThatIsCancelledWhileItsHeadIsHeldEndsAsWithoutTheGuard() {
    call(guarded(), PROCESSOR, "Unary", "", "fine");
    server.takeConnections();
    server.takeHeads();
    String with = call(guarded(), "cancel", 1, PROCESSOR, "Unary", "", "fine");
    assertThat(with).startsWith("io.grpc.StatusRuntimeException: CANCELLED");
    assertThat(server.takeHeads()).as("heads that have left").isZero();
    assertThat(with).isEqualTo(call(plain(), "cancel", 1, PROCESSOR, "Unary", "", "fine"));
    // What the cancelled call has sent is at the server once a later call on the connection is.
    assertThat(call(plain(), PROCESSOR, "Unary", "", "fine")).isEqualTo("200");
    server.takeConnections();
    assertThat(call(guarded(), PROCESSOR, "Unary", "", "fine")).isEqualTo("200");
    assertThat(server.takeConnections()).as("new connections").isZero();
  }

  @Test
  void theThirdMessageOfAStreamIsStoppedAndTheStreamReset() throws Exception {
    for (String kind : List.of("Client", "Bidi")) {
      server.answerEachMessage(kind.equals("Bidi"));
      String result = call(guarded(), PROCESSOR, kind, "", "one", "two", "note: " + SECRET);
      assertThat(result).as(kind).contains("io.grpc.StatusRuntimeException: ", BLOCKED);
      List<Stream> streams = streams(1);
      assertThat(streams).as(kind).hasSize(1);
      assertThat(streams.get(0).isReset()).as(kind).isTrue();
      if (kind.equals("Bidi")) {
        assertThat(streams.get(0).body()).isEqualTo(framed("one") + framed("two"));
      } else {
        // A reset may overtake what has not been flushed.
        assertThat(framed("one") + framed("two")).startsWith(streams.get(0).body());
      }
    }
  }

  @Test
  void aMessageThatIsWrittenWhileAnotherIsBeingSentIsJudgedToo() throws Exception {
    String large = "harmless ".repeat(20_000);
    server.answerEachMessage(true);
    assertThat(call(guarded(), PROCESSOR, "Ready", "", large, "fine", large)).isEqualTo("200");
    assertThat(streams(1)).hasSize(1);
    String result = call(guarded(), PROCESSOR, "Ready", "", large, "note: " + SECRET, "fine");
    assertThat(result).contains(BLOCKED);
    assertThat(streams(1)).noneMatch(stream -> stream.body().contains("herons"));
  }

  @Test
  void streamsBesideAStoppedOneGoOnOverTheSameConnection() throws Exception {
    for (String kind : List.of("Unary", "Client", "Bidi")) {
      server.answerEachMessage(kind.equals("Bidi"));
      call(guarded(), PROCESSOR, kind, "", "fine");
      streams(1);
      server.takeConnections();
      String result = call(guarded(), "beside", 6, PROCESSOR, kind, "", "note: " + SECRET);
      assertThat(result.split(",(?=200)|(?<=200),")).filteredOn("200"::equals).hasSize(6);
      assertThat(result).contains(BLOCKED);
      assertThat(streams(6))
          .filteredOn(stream -> !stream.isReset())
          .hasSize(6)
          .allMatch(stream -> stream.body().length() == 50_005);
      assertThat(server.takeConnections()).as("new connections").isZero();
    }
  }

  @Test
  void eachBlockIsOneRecordWithTheBytesThatHadLeft() throws Exception {
    try (ForkedJvm jvm =
        fork(List.of("-javaagent:" + AgentJar.PATH + "=policy=policy.yaml,journal.dir=journal"))) {
      call(jvm, PROCESSOR, "Unary", "", "note: " + SECRET);
      assertThat(jvm.journal()).hasSize(1);
      assertThat(jvm.journal().get(0)).contains("\"outcome\":\"blocked\"", "\"body_bytes_sent\":0");
      server.answerEachMessage(true);
      call(jvm, PROCESSOR, "Bidi", "", "one", "two", "note: " + SECRET);
      assertThat(jvm.journal()).hasSize(2);
      assertThat(jvm.journal().get(1)).contains("\"outcome\":\"cut\"", "\"body_bytes_sent\":16");
    }
  }

  @Test
  void aMessageThatIsTooLargeToHoldIsStoppedOrPassesWholeAsTheRuleSays() throws Exception {
    String large = "*" + (17 << 20);
    assertThat(call(guarded(), PROCESSOR, "Unary", "", large)).contains(BLOCKED, "incomplete:");
    assertThat(streams(server.takeHeads())).allMatch(stream -> stream.body().isEmpty());
    assertThat(call(guarded(), LENIENT, "Unary", "", large)).isEqualTo("200");
    assertThat(streams(1)).hasSize(1).allMatch(stream -> stream.body().length() == (17 << 20) + 5);
    assertThat(call(guarded(), PROCESSOR, "Unary", "", "fine")).isEqualTo("200");
  }

  @Test
  void aThousandBlocksLeaveTheConnectionUsable() throws Exception {
    call(guarded(), PROCESSOR, "Unary", "", "fine");
    server.takeConnections();
    String blocked = call(guarded(), "now", 1_000, PROCESSOR, "Unary", "", "note: " + SECRET);
    assertThat(blocked).startsWith("1000 x io.grpc.StatusRuntimeException");
    assertThat(call(guarded(), PROCESSOR, "Unary", "", "fine")).isEqualTo("200");
    assertThat(server.takeConnections()).as("new connections").isZero();
    assertThat(guarded().stderr()).doesNotContain("LEAK", "Please report this", "NOT COVERED");
  }

  @Test
  void aCallThatCannotBeReadIsStoppedInGrpcsOwnWordsAndTheNextIsNormal() throws Exception {
    Path folder = Files.createTempDirectory(FOLDER, "faults");
    List<String> agents =
        List.of(
            "-javaagent:" + FaultAgent.jar(folder) + "=",
            "-javaagent:" + AgentJar.PATH + "=policy=policy.yaml,journal.dir=journal");
    String step = "dev/flowguard/agent/gates/grpc/Transport.authority";
    try (ForkedJvm jvm = fork(agents)) {
      assertThat(call(jvm, PROCESSOR, "Unary", "", "fine")).as(jvm::stderr).isEqualTo("200");
      server.takeHeads();
      jvm.run("fault", step, "java.lang.IllegalStateException");
      for (String kind : List.of("Unary", "Client")) {
        assertThat(call(jvm, PROCESSOR, kind, "", "note: " + SECRET))
            .as(jvm::stderr)
            .contains("io.grpc.StatusRuntimeException: PERMISSION_DENIED", BLOCKED)
            .contains("internal error of the guard");
      }
      assertThat(server.takeHeads()).as("heads that have left").isZero();
      assertThat(jvm.run("hits", step)).isNotEqualTo("0");
      jvm.run("fault", "", "");
      assertThat(call(jvm, PROCESSOR, "Unary", "", "fine")).as(jvm::stderr).isEqualTo("200");
    }
  }

  @Test
  void aMessageThatDoesNotComeInTimeStopsItsCallOrLetsTheHeadGoAsTheRuleSays() throws Exception {
    List<String> options =
        List.of(
            "-javaagent:"
                + AgentJar.PATH
                + "=policy=policy.yaml,journal.dir=journal,hold.seconds=1",
            "-Dcontract.cancelAfter=4000");
    try (ForkedJvm jvm = fork(options)) {
      for (String host : List.of(PROCESSOR, LENIENT)) { // warm, and connected
        assertThat(call(jvm, host, "Unary", "", "fine")).as(jvm::stderr).isEqualTo("200");
      }
      streams(2);
      server.takeHeads();
      assertThat(call(jvm, "cancel", 1, PROCESSOR, "Unary", "", "fine"))
          .contains(BLOCKED, "incomplete:stalled");
      assertThat(server.takeHeads()).isZero();

      assertThat(call(jvm, "cancel", 1, LENIENT, "Unary", "", "fine")).contains("CANCELLED");
      if (setup.transport().equals("grpc-okhttp")) {
        // This transport writes the head of such a call at the latest with its reset. Netty's
        // sends it along with its message.
        assertThat(streams(1)).as(jvm::stderr).hasSize(1).allMatch(Stream::isReset);
        assertThat(server.takeHeads()).as("heads that have left").isOne();
      }
      assertThat(call(jvm, LENIENT, "Unary", "", "fine")).as(jvm::stderr).isEqualTo("200");
    }
  }
}
