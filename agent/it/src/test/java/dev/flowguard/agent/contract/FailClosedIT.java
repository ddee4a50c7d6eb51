package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where stack or memory ends, or the agent's own file is gone, content is stopped as ever, and the
 * guard is as it was once there is room again.
 */
class FailClosedIT {
  private static final String PROCESSOR = "processor.example.test";
  private static final String OWN = "own.example.test";
  private static final String SECRET =
      "Quixotic herons borrowed the vicar's ladder and never told the parish clerk";
  private static final String BLOCKED = "BlockedRequestException: Blocked POST to target";

  private static final String UNPROVED = "because of an internal error of the guard";

  private static final String POLICY =
      """
      policy: fail-closed
      first-party: [own.example.test]
      processors: { target: { hosts: [processor.example.test], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  private static final TestClient APACHE_5 =
      new TestClient(
          "5.6.5",
          "Apache5Sender",
          "apache5",
          List.of("org.apache.httpcomponents.client5:httpclient5:5.6.5"));

  private static final TestClient REACTOR_NETTY =
      new TestClient(
          "1.3.8",
          "ReactorNettySender",
          "reactornetty",
          List.of("io.projectreactor.netty:reactor-netty-http:1.3.8"));

  @TempDir Path folder;

  private RawServer server;
  private ForkedJvm jvm;

  @BeforeEach
  void startServer() throws IOException {
    server = new RawServer(null);
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Files.writeString(folder.resolve("hosts"), "127.0.0.1 " + PROCESSOR + "\n127.0.0.1 " + OWN);
  }

  @AfterEach
  void end() throws IOException {
    if (jvm != null) {
      jvm.close();
    }
    server.close();
  }

  private void fork(Path jdk, Path jar, TestClient client, String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of(more));
    options.add("-javaagent:" + jar + "=policy=policy.yaml,journal.dir=journal");
    options.add("-Djdk.net.hosts.file=hosts");
    jvm = new ForkedJvm(jdk, folder, options, client.classPath(jdk), client.sender(), SECRET);
  }

  private String send(String mode, String host, String value) {
    return jvm.send(
        mode,
        1,
        "POST",
        server.url(host, "/v1/x"),
        ForkedJvm.FORM,
        Sender.Kind.BYTES,
        ForkedJvm.form(value),
        0);
  }

  /** What leaked never arrived, and the next requests are judged as if nothing had been. */
  private void assertGuardedAsBefore() throws Exception {
    assertThat(send("now", PROCESSOR, SECRET)).as(jvm::stderr).contains(BLOCKED);
    assertThat(server.takeRequests()).noneMatch(request -> request.contains("herons"));
    assertThat(send("now", PROCESSOR, "fine")).as(jvm::stderr).isEqualTo("200");
    assertThat(send("now", OWN, SECRET)).as(jvm::stderr).isEqualTo("200");
    awaitRecorded("\"outcome\":\"blocked\""); // a caller waits a second for it, and no longer
    assertThat(jvm.stderr()).doesNotContain("Could not initialize class dev.flowguard");
  }

  private void awaitRecorded(String... texts) throws Exception {
    eventually(
        String.join(", ", texts),
        jvm::stderr,
        () -> jvm.journal().stream().anyMatch(hasAll(texts)));
  }

  private static Predicate<String> hasAll(String... texts) {
    return line -> Stream.of(texts).allMatch(line::contains);
  }

  /** The clients, and what each has sent before. */
  static Stream<Arguments> clientsBefore() {
    return Stream.of(TestClient.URL_CONNECTION, TestClient.OKHTTP_4, TestClient.JDK_HTTP)
        .flatMap(client -> Stream.of(OWN, PROCESSOR).map(before -> Arguments.of(client, before)));
  }

  @ParameterizedTest(name = "{0}, after a request to {1}")
  @MethodSource("clientsBefore")
  void noDepthOfTheStackLetsContentPass(TestClient client, String before) throws Exception {
    fork(Jdks.all().get(0), AgentJar.PATH, client, "-Dflowguard.hold.seconds=1");
    assertThat(send("now", before, "fine")).isEqualTo("200");
    server.takeRequests();

    String outcomes = send("deep", PROCESSOR, SECRET);

    assertThat(outcomes).contains("=").doesNotContain("200=");
    assertThat(server.takeRequests()).noneMatch(request -> request.contains("herons"));
    // The client may be left broken by an overflow in its own initialisers; the guard may not.
    assertThat(send("now", PROCESSOR, SECRET)).doesNotStartWith("200");
    assertThat(server.takeRequests()).noneMatch(request -> request.contains("herons"));
    assertThat(jvm.stderr()).doesNotContain("Could not initialize class dev.flowguard");
    assertThat(send("now", PROCESSOR, "fine"))
        .satisfiesAnyOf(
            result -> assertThat(result).isEqualTo("200"),
            result ->
                assertThat(result)
                    .contains("Could not initialize class")
                    .doesNotContain("dev.flowguard"));
  }

  static Stream<Arguments> clientsWithRoom() {
    return Stream.of(TestClient.URL_CONNECTION, TestClient.OKHTTP_4, TestClient.JDK_HTTP)
        .flatMap(client -> Stream.of(60, 300).map(kib -> Arguments.of(client, kib)));
  }

  @ParameterizedTest(name = "{0}, {1} KiB left")
  @MethodSource("clientsWithRoom")
  void aFullHeapLetsNoContentPassAndLeavesNothingBroken(TestClient client, int kib)
      throws Exception {
    fork(Jdks.all().get(0), AgentJar.PATH, client, "-Xmx40m", "-XX:+UseSerialGC");
    assertThat(send("now", PROCESSOR, "fine")).isEqualTo("200");

    assertThat(send("full " + kib, PROCESSOR, SECRET)).as(jvm::stderr).doesNotStartWith("200");

    assertThat(server.takeRequests()).noneMatch(request -> request.contains("herons"));
    assertGuardedAsBefore();
  }

  @ParameterizedTest(name = "{0}, {1} KiB left")
  @MethodSource("clientsWithRoom")
  void aHeapThatIsFullAtTheFirstJudgementLetsNoContentPass(TestClient client, int kib)
      throws Exception {
    fork(Jdks.all().get(0), AgentJar.PATH, client, "-Xmx40m", "-XX:+UseSerialGC");
    assertThat(send("now", OWN, "fine")).isEqualTo("200");

    assertThat(send("full " + kib, PROCESSOR, SECRET)).as(jvm::stderr).doesNotStartWith("200");

    assertThat(server.takeRequests()).noneMatch(request -> request.contains("herons"));
    if (send("now", PROCESSOR, SECRET).contains(UNPROVED)) {
      // Memory ended within an initialiser of the guard: that cannot be undone in this JVM.
      assertThat(send("now", PROCESSOR, "fine")).contains(UNPROVED);
      assertThat(send("now", OWN, SECRET)).as(jvm::stderr).isEqualTo("200");
      // A thread of its own prints, because standard error may not be read.
      eventually(
          "the report",
          jvm::stderr,
          () -> jvm.stderr().contains("the proof that requests can be judged failed"));
      assertThat(server.takeRequests()).noneMatch(request -> request.contains(PROCESSOR));
    } else {
      assertGuardedAsBefore();
    }
  }

  static Stream<Arguments> hookedClasses() {
    return Jdks.all().stream()
        .flatMap(
            jdk ->
                Stream.of(
                    Arguments.of(
                        jdk, APACHE_5, "org.apache.hc.core5.http.impl.io.HttpRequestExecutor"),
                    Arguments.of(
                        jdk, TestClient.OKHTTP_4, "okhttp3.internal.http.CallServerInterceptor")));
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("hookedClasses")
  void aClassThatIsLoadedAtTheEndOfTheStackIsWovenAllTheSame(
      Path jdk, TestClient client, String hooked) throws Exception {
    fork(jdk, AgentJar.PATH, client);

    assertThat(jvm.run("load", hooked)).isEqualTo("loaded");

    // The first request loads other classes of the client, by which this one is found.
    assertGuardedAsBefore();
  }

  private static final String WEAVE = "dev/flowguard/agent/weave/Weaver.weave";

  private static final String JUDGE = "dev/flowguard/rules/judge/Judge.judge";

  private void forkWithFaults() throws IOException {
    String faults = "-javaagent:" + FaultAgent.jar(folder) + "=" + FaultAgent.EVERY_METHOD;
    fork(Jdks.all().get(0), AgentJar.PATH, TestClient.OKHTTP_4, faults);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aClassWhoseWeavingOverflowsTheStackIsWovenOnAnotherBeforeItIsUsed(int call)
      throws Exception {
    forkWithFaults();
    jvm.run("arm", WEAVE, String.valueOf(call), "true", "java.lang.StackOverflowError");

    assertThat(send("now", PROCESSOR, SECRET)).contains(BLOCKED);

    jvm.run("disarm");
    assertGuardedAsBefore();
  }

  @Test
  void aRecordForWhichThereIsNoMemoryAtFirstIsWrittenAllTheSame() throws Exception {
    forkWithFaults();
    assertThat(send("now", PROCESSOR, "fine")).isEqualTo("200");
    String write = "dev/flowguard/agent/journal/Journal.writeAll";
    jvm.run("arm", write, "1", "true", "java.lang.OutOfMemoryError");

    assertThat(send("now", PROCESSOR, SECRET)).contains(BLOCKED);

    assertThat(Integer.parseInt(jvm.run("disarm"))).isPositive();
    assertThat(jvm.journal()).filteredOn(hasAll("\"outcome\":\"blocked\"")).hasSize(1);
    assertThat(jvm.stderr()).doesNotContain("cannot be written");
  }

  @ParameterizedTest
  @MethodSource("asynchronousClients")
  void aGuardThatDoesNotKnowWhatIsInForceStopsWhatConcernsARuleAndAnswers(TestClient client)
      throws Exception {
    String faults = "-javaagent:" + FaultAgent.jar(folder) + "=" + FaultAgent.EVERY_METHOD;
    fork(Jdks.all().get(0), AgentJar.PATH, client, faults);
    assertThat(send("now", PROCESSOR, "fine")).isEqualTo("200");
    String judge = "dev/flowguard/agent/guard/InForce.judge";
    jvm.run("arm", judge, "2", "false", "java.lang.IllegalStateException");

    assertThat(send("now", PROCESSOR, "fine")).contains(UNPROVED);

    assertThat(Integer.parseInt(jvm.run("disarm"))).isPositive();
    assertGuardedAsBefore();
  }

  static List<TestClient> asynchronousClients() {
    return List.of(TestClient.JDK_HTTP, REACTOR_NETTY);
  }

  @Test
  void aClassThatCannotBeWovenIsAProblemUntilItIs() throws Exception {
    String hooked = "okhttp3.internal.http.CallServerInterceptor";
    forkWithFaults();
    jvm.run("arm", WEAVE, "1", "false", "java.lang.OutOfMemoryError");
    assertThat(send("now", OWN, "fine")).isEqualTo("200");
    awaitRecorded("\"message\":\"problem\"", hooked);

    assertThat(Integer.parseInt(jvm.run("disarm"))).isPositive();
    awaitRecorded("\"message\":\"problem solved\"", hooked);

    assertGuardedAsBefore();
  }

  @Test
  void aFaultIsPrintedOnce() throws Exception {
    forkWithFaults();
    assertThat(send("now", PROCESSOR, "fine")).isEqualTo("200");
    jvm.run("arm", JUDGE, "1", "true", "java.lang.IllegalStateException");
    assertThat(send("now", PROCESSOR, SECRET)).doesNotStartWith("200");
    jvm.run("disarm");

    jvm.end();

    assertThat(jvm.stderr().lines())
        .filteredOn(line -> line.contains("failed with java.lang.IllegalStateException"))
        .singleElement()
        .asString()
        .startsWith("flowguard: problem: ");
  }

  /** What may happen to a file in use. */
  enum Change {
    OVERWRITTEN {
      @Override
      void make(Path jar) throws IOException {
        Files.write(jar, new byte[(int) Files.size(jar) / 2]); // in place, as cp does
      }
    },
    TRUNCATED {
      @Override
      void make(Path jar) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "rw")) {
          file.setLength(1_000);
        }
      }
    },
    DELETED {
      @Override
      void make(Path jar) throws IOException {
        Files.delete(jar);
      }
    },
    REPLACED {
      @Override
      void make(Path jar) throws IOException {
        Path other = jar.resolveSibling("other.jar");
        Files.writeString(other, "not a jar");
        Files.move(other, jar, StandardCopyOption.REPLACE_EXISTING);
      }
    };

    abstract void make(Path jar) throws IOException;
  }

  static Stream<Arguments> changes() {
    return Stream.concat(
        Stream.of(Change.values()).map(change -> Arguments.of(change, TestClient.OKHTTP_4)),
        Stream.of(TestClient.URL_CONNECTION, TestClient.JDK_HTTP, APACHE_5, REACTOR_NETTY)
            .map(client -> Arguments.of(Change.OVERWRITTEN, client)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("changes")
  void theAgentsFileIsNotNeededOnceItHasStarted(Change change, TestClient client) throws Exception {
    Path jar = Files.copy(AgentJar.PATH, folder.resolve("agent.jar"));
    fork(Jdks.all().get(0), jar, client);
    jvm.run("protect", "another text, by which it is known that main has begun");

    change.make(jar);

    assertThat(send("now", PROCESSOR, SECRET)).contains(BLOCKED);
    assertGuardedAsBefore();
    awaitRecorded("\"message\":\"problem\"", "was changed or removed after the start");
  }
}
