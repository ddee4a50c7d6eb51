package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every gate does, shown with the packaged jar attached to a forked JVM, a real client and a
 * server that counts raw bytes. A client's subclass says only how it sends and what it cannot do.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("setups")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GateContract {
  private static final String PROCESSOR = "processor.example.test";
  private static final String OWN = "own.example.test";

  /** Protected in the forked JVM; its words are planted nowhere else. */
  private static final String SECRET =
      "Quixotic herons borrowed the vicar's ladder and never told the parish clerk";

  private static final String FORM = "Content-Type:application/x-www-form-urlencoded";
  private static final Path FOLDER = Path.of("target", "contract").toAbsolutePath();
  private static final Path AGENT = Path.of("target", "flowguard-agent.jar").toAbsolutePath();

  /** One JDK and one way over the wire. */
  record Setup(Path jdk, Scheme scheme) {
    @Override
    public String toString() {
      return "JDK " + jdk.getFileName() + ", " + scheme;
    }
  }

  enum Scheme {
    HTTP,
    HTTPS,
    HTTP2
  }

  private static final String BLOCKED = "BlockedRequestException";

  @Parameter Setup setup;

  private final Map<String, ForkedJvm> jvms = new HashMap<>();
  private TestTls tls;
  private RawServer plainServer;
  private RawServer tlsServer;
  private Http2Server http2Server;

  /** Simple class name of the {@link Sender}. */
  abstract String sender();

  /** Folder below target/clients with the client's jars, or null for the JDK's own. */
  abstract String jars();

  abstract Set<Sender.Kind> kinds();

  abstract Set<Scheme> schemes();

  /** The class of the exception that a stopped call ends in. */
  abstract String ownFailure();

  /** The same for asynchronous calls; null where there are none. */
  abstract String ownLaterFailure();

  /** True if a call that waits is judged on the thread that waits. */
  boolean judgesOnCallersThread() {
    return true;
  }

  /** True if the client can write a body while it reads the answer, over HTTP/2. */
  boolean hasDuplexBodies() {
    return false;
  }

  /** True if the client follows a redirect with method and body. */
  abstract boolean repeatsBodyOnRedirect();

  static Stream<Setup> setups() {
    List<Setup> setups = new ArrayList<>();
    for (Path jdk : Jdks.all()) {
      for (Scheme scheme : Scheme.values()) {
        setups.add(new Setup(jdk, scheme));
      }
    }
    return setups.stream();
  }

  @BeforeEach
  void start() throws Exception {
    assumeThat(schemes()).as("%s does not speak this", sender()).contains(setup.scheme());
    if (tls != null) {
      return; // servers and JVMs serve all tests of one setup
    }
    Files.createDirectories(FOLDER);
    tls = TestTls.make(Files.createTempDirectory(FOLDER, "tls"), List.of(PROCESSOR, OWN));
    plainServer = new RawServer(null);
    tlsServer = new RawServer(tls.context());
    http2Server = new Http2Server(tls.context());
  }

  @AfterAll
  void stop() throws Exception {
    for (ForkedJvm jvm : jvms.values()) {
      jvm.close();
    }
    if (tls != null) {
      plainServer.close();
      tlsServer.close();
      http2Server.close();
    }
  }

  private TestServer server() {
    return switch (setup.scheme()) {
      case HTTP -> plainServer;
      case HTTPS -> tlsServer;
      case HTTP2 -> http2Server;
    };
  }

  private ForkedJvm guarded() {
    return jvms.computeIfAbsent("guarded", name -> fork(name, List.of(agent())));
  }

  private ForkedJvm plain() {
    return jvms.computeIfAbsent("plain", name -> fork(name, List.of()));
  }

  private static String agent() {
    return "-javaagent:" + AGENT + "=policy=policy.yaml,journal.dir=journal";
  }

  private ForkedJvm fork(String name, List<String> agents) {
    try {
      Path folder = Files.createTempDirectory(FOLDER, sender() + "-" + name);
      Files.writeString(folder.resolve("policy.yaml"), POLICY);
      Files.writeString(
          folder.resolve("hosts"), "127.0.0.1 " + PROCESSOR + "\n127.0.0.1 " + OWN + "\n");
      List<String> options = new ArrayList<>(agents);
      options.add("-Djdk.net.hosts.file=" + folder.resolve("hosts"));
      options.add("-Djavax.net.ssl.trustStore=" + tls.store());
      options.add("-Djavax.net.ssl.trustStorePassword=" + TestTls.PASSWORD);
      options.add("-Xmx256m");
      List<String> classPath = new ArrayList<>();
      classPath.add(Path.of("target", "test-classes").toAbsolutePath().toString());
      classPath.add(Path.of("target", "clients", "api").toAbsolutePath() + "/*");
      if (jars() != null) {
        classPath.add(Path.of("target", "clients", jars()).toAbsolutePath() + "/*");
      }
      return new ForkedJvm(setup.jdk(), folder, options, classPath, sender(), SECRET);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static final String POLICY =
      """
      policy: contract
      first-party: [own.example.test]
      processors:
        target: { hosts: [processor.example.test], text: structured }
      categories:
        chat-conversation: { shapes: [chat-transcript] }
      rules:
        - { id: no-chats, never: [chat-conversation], reach: [target], severity: critical }
      """;

  private static String send(
      ForkedJvm jvm, String url, String headers, Sender.Kind kind, byte[] body, int split) {
    return send(
        jvm, "now", 1, kind == Sender.Kind.NONE ? "GET" : "POST", url, headers, kind, body, split);
  }

  private static String send(
      ForkedJvm jvm,
      String mode,
      int times,
      String method,
      String url,
      String headers,
      Sender.Kind kind,
      byte[] body,
      int split) {
    return jvm.run(
        mode,
        String.valueOf(times),
        method,
        url,
        headers,
        kind.name(),
        Base64.getEncoder().encodeToString(body),
        String.valueOf(split));
  }

  private static byte[] form(String value) {
    return ("note=" + URLEncoder.encode(value, StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private Set<Sender.Kind> bodyKinds() {
    Set<Sender.Kind> kinds = new java.util.TreeSet<>(kinds());
    kinds.remove(Sender.Kind.NONE);
    return kinds;
  }

  private void assertStopped(String result) {
    assertThat(result).contains("dev.flowguard.api.BlockedRequestException: Blocked");
    assertThat(server().bodyBytes()).as("body bytes at the server").isZero();
    assertThat(server().headBytes()).as("head bytes at the server").isZero();
  }

  @Test
  void aBlockedBodyNeverReachesTheServer() {
    for (Sender.Kind kind : bodyKinds()) {
      server().takeRequests();
      assertStopped(send(guarded(), server().url(PROCESSOR, "/v1/x"), FORM, kind, form(SECRET), 9));
    }
  }

  @Test
  void anAllowedRequestIsIdenticalToOneWithoutTheGuard() {
    String clean = "a harmless remark about the weather. ".repeat(60);
    for (Sender.Kind kind : kinds()) {
      byte[] body = kind == Sender.Kind.NONE ? new byte[0] : form(clean);
      server().takeRequests();
      String without =
          send(
              plain(),
              server().url(PROCESSOR, "/v1/x?y=1"),
              FORM,
              kind,
              body,
              Math.min(100, body.length));
      List<String> expected = server().takeRequests();
      String with =
          send(
              guarded(),
              server().url(PROCESSOR, "/v1/x?y=1"),
              FORM,
              kind,
              body,
              Math.min(100, body.length));

      assertThat(with).as("%s", kind).isEqualTo(without).isEqualTo("200");
      assertThat(server().takeRequests()).as("%s", kind).isEqualTo(expected).hasSize(1);
    }
  }

  @Test
  void aRequestThatNoRuleConcernsIsIdenticalEvenWithTheContent() {
    for (Sender.Kind kind : bodyKinds()) {
      server().takeRequests();
      send(plain(), server().url(OWN, "/v1/x"), FORM, kind, form(SECRET), 20);
      List<String> expected = server().takeRequests();

      assertThat(send(guarded(), server().url(OWN, "/v1/x"), FORM, kind, form(SECRET), 20))
          .isEqualTo("200");
      assertThat(server().takeRequests()).isEqualTo(expected).hasSize(1);
    }
  }

  @Test
  void contentInPathQueryOrHeaderIsStopped() {
    String encoded = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
    server().takeRequests();
    assertStopped(
        send(
            guarded(),
            server().url(PROCESSOR, "/v1/x?q=" + encoded),
            "",
            Sender.Kind.NONE,
            new byte[0],
            0));
    assertStopped(
        send(
            guarded(),
            server().url(PROCESSOR, "/v1/" + encoded.replace("+", "%20")),
            "",
            Sender.Kind.NONE,
            new byte[0],
            0));
    assertStopped(
        send(
            guarded(),
            server().url(PROCESSOR, "/v1/x"),
            "X-Note:" + SECRET,
            Sender.Kind.NONE,
            new byte[0],
            0));
  }

  @Test
  void contentInAGzipBodyIsStopped() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(form(SECRET));
    }
    server().takeRequests();
    assertStopped(
        send(
            guarded(),
            server().url(PROCESSOR, "/v1/x"),
            FORM + "|Content-Encoding:gzip",
            Sender.Kind.BYTES,
            zipped.toByteArray(),
            3));
  }

  @Test
  void contentInAMultipartBodyIsStopped() {
    String body =
        "--b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n" + SECRET + "\r\n--b--\r\n";
    server().takeRequests();
    assertStopped(
        send(
            guarded(),
            server().url(PROCESSOR, "/v1/x"),
            "Content-Type:multipart/form-data; boundary=b",
            Sender.Kind.BYTES,
            body.getBytes(StandardCharsets.US_ASCII),
            30));
  }

  @Test
  void contentIsStoppedWhereverTheCallersWritesPart() {
    byte[] body = form(SECRET);
    Sender.Kind kind =
        kinds().contains(Sender.Kind.CHUNKED_STREAM)
            ? Sender.Kind.CHUNKED_STREAM
            : Sender.Kind.BYTES;
    for (int split = 0; split <= body.length; split++) {
      server().takeRequests();
      assertStopped(send(guarded(), server().url(PROCESSOR, "/v1/x"), FORM, kind, body, split));
    }
  }

  @Test
  void theCallFailsInTheClientsOwnKindAndTellsRuleProcessorAndPlace() {
    String result =
        send(guarded(), server().url(PROCESSOR, "/v1/x"), FORM, Sender.Kind.BYTES, form(SECRET), 0);

    assertThat(result).startsWith(ownFailure() + ":");
    assertThat(result)
        .contains(
            "target (" + PROCESSOR + ")", "chat-conversation found at form note", "rule no-chats");
  }

  @Test
  void anAsynchronousCallFailsExactlyOnce() {
    assumeThat(ownLaterFailure()).as("%s has no asynchronous calls", sender()).isNotNull();
    for (int i = 0; i < 20; i++) {
      server().takeRequests();
      String result =
          send(
              guarded(),
              "later",
              1,
              "POST",
              server().url(PROCESSOR, "/v1/x"),
              FORM,
              Sender.Kind.BYTES,
              form(SECRET),
              0);
      assertThat(result).startsWith(ownLaterFailure() + ":");
      assertStopped(result);
    }
    assertThat(
            send(
                guarded(),
                "later",
                1,
                "POST",
                server().url(PROCESSOR, "/v1/x"),
                FORM,
                Sender.Kind.BYTES,
                form("fine"),
                0))
        .isEqualTo("200");
  }

  @Test
  void aDuplexBodyIsStoppedAtAProcessorAsNotInspected() {
    assumeThat(hasDuplexBodies()).as("%s has no duplex bodies", sender()).isTrue();
    assumeThat(setup.scheme()).as("duplex needs HTTP/2").isEqualTo(Scheme.HTTP2);
    String url = server().url(PROCESSOR, "/v1/x");
    server().takeRequests();
    String result = send(guarded(), url, FORM, Sender.Kind.DUPLEX, form("fine"), 0);

    assertThat(result).contains(BLOCKED, "not-inspected", "incomplete:duplex");
    assertThat(server().bodyBytes()).isZero();
  }

  @Test
  void eachBlockIsOneRecordInTheJournal() {
    try (ForkedJvm jvm = fork("journal", List.of(agent()))) {
      for (int i = 1; i <= 3; i++) {
        send(
            jvm,
            server().url(PROCESSOR, "/v1/customers/cus_12345678"),
            FORM,
            Sender.Kind.BYTES,
            form(SECRET),
            0);
        // The record is on disk before the caller sees the exception.
        assertThat(jvm.journal()).hasSize(i);
      }
      assertThat(jvm.journal())
          .allSatisfy(
              line ->
                  assertThat(line)
                      .contains(
                          "\"class_uid\":2006",
                          "\"outcome\":\"blocked\"",
                          "\"body_bytes_sent\":0",
                          "\"path_template\":\"/v1/customers/{}\"",
                          "\"locations\":[\"form note\"]",
                          "\"source\":\"Flowguard.protect\""));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aThousandBlocksLeaveAPoolOfOneUsable() {
    // OkHttp opens a connection for each: with TLS a hundred show as much as a thousand.
    int times = setup.scheme() == Scheme.HTTPS ? 100 : 1_000;
    server().takeRequests();
    String url = server().url(PROCESSOR, "/v1/x");
    String blocked =
        send(guarded(), "now", times, "POST", url, FORM, Sender.Kind.BYTES, form(SECRET), 0);

    assertThat(blocked).startsWith(times + " x " + ownFailure());
    assertThat(server().bodyBytes()).isZero();
    assertThat(send(guarded(), url, FORM, Sender.Kind.BYTES, form("fine"), 0)).isEqualTo("200");
  }

  @Test
  void eachHopOfARedirectIsJudged() {
    assumeThat(setup.scheme()).as("the HTTP/2 server does not redirect").isNotEqualTo(Scheme.HTTP2);
    for (int status : List.of(302, 307, 308)) {
      boolean keepsBody = status != 302 && repeatsBodyOnRedirect();
      server().takeRequests();
      String toProcessor = redirect(status, OWN, PROCESSOR);
      String result = send(guarded(), toProcessor, FORM, Sender.Kind.BYTES, form(SECRET), 0);
      List<String> arrived = server().takeRequests();
      assertThat(
              arrived.stream()
                  .filter(r -> r.contains("Host: " + PROCESSOR) && r.contains("herons")))
          .as("%d to the processor", status)
          .isEmpty();
      if (keepsBody) {
        assertThat(result).contains("BlockedRequestException");
      }

      assertThat(
              send(
                  guarded(),
                  redirect(status, PROCESSOR, OWN),
                  FORM,
                  Sender.Kind.BYTES,
                  form("fine"),
                  0))
          .as("%d to the own host", status)
          .isEqualTo(
              send(
                  plain(),
                  redirect(status, PROCESSOR, OWN),
                  FORM,
                  Sender.Kind.BYTES,
                  form("fine"),
                  0));
      server().takeRequests();
    }
  }

  private String redirect(int status, String from, String to) {
    return server()
        .url(
            from,
            "/redirect/"
                + status
                + "?to="
                + URLEncoder.encode(server().url(to, "/end"), StandardCharsets.UTF_8));
  }

  @Test
  void repliesToAChallengeAndStaleConnectionsAreAsWithoutTheGuard() {
    assumeThat(setup.scheme())
        .as("the HTTP/2 server has no such answers")
        .isNotEqualTo(Scheme.HTTP2);
    for (String path : List.of("/auth", "/stale", "/stale", "/ok")) {
      server().takeRequests();
      String without =
          send(plain(), server().url(PROCESSOR, path), FORM, Sender.Kind.BYTES, form("fine"), 0);
      List<String> expected = server().takeRequests();
      String with =
          send(guarded(), server().url(PROCESSOR, path), FORM, Sender.Kind.BYTES, form("fine"), 0);

      assertThat(with).as(path).isEqualTo(without);
      assertThat(server().takeRequests()).as(path).isEqualTo(expected);
    }
  }

  @Test
  void theContentStandsInNoOutputOfTheGuard() {
    String result =
        send(guarded(), server().url(PROCESSOR, "/v1/x"), FORM, Sender.Kind.BYTES, form(SECRET), 0);
    String all = result + guarded().stderr() + guarded().journal();

    assertThat(all).contains("Blocked");
    for (String word : List.of("Quixotic", "herons", "vicar", "ladder", "parish")) {
      assertThat(all).doesNotContainIgnoringCase(word);
    }
  }

  @Test
  void anErrorOfOursIsDecidedByTheRuleAndNeverEscapes(@TempDir Path folder) throws Exception {
    assumeThat(setup.scheme()).as("once is enough").isEqualTo(Scheme.HTTPS);
    try (ForkedJvm jvm = faulty(folder)) {
      for (String error :
          List.of(
              "java.lang.IllegalStateException",
              "java.lang.OutOfMemoryError",
              "java.lang.StackOverflowError",
              "java.lang.NoClassDefFoundError")) {
        for (String step : FaultAgent.JUDGEMENT) {
          jvm.run("fault", step, error);
          String at = error + " at " + step;
          assertThat(value(jvm, PROCESSOR, "fine")).as("clean, %s", at).contains(BLOCKED);
          assertThat(value(jvm, PROCESSOR, SECRET)).as("leak, %s", at).contains(BLOCKED);
          assertThat(value(jvm, OWN, "fine")).as("own host, %s", at).isEqualTo("200");
        }
        for (String step : FaultAgent.RECORD) {
          assertHolds(jvm, step, error);
        }
      }
      jvm.run("fault", "", "");
      assertThat(value(jvm, PROCESSOR, SECRET)).contains(BLOCKED);
      assertThat(jvm.journal().get(jvm.journal().size() - 1)).contains("\"outcome\":\"blocked\"");
    }
  }

  @Test
  void aStepThatTakesLongerThanACallerWaitsChangesNoVerdict(@TempDir Path folder) throws Exception {
    assumeThat(setup.scheme()).as("once is enough").isEqualTo(Scheme.HTTPS);
    try (ForkedJvm jvm = faulty(folder)) {
      for (String step : steps()) {
        // Nobody waits for the disk longer than a second.
        assertHolds(jvm, step, step.endsWith("writeAll") ? "delay 1300" : "delay 100");
      }
    }
  }

  @Test
  void anInterruptAtAnyStepLiftsNoBlockAndIsKept(@TempDir Path folder) throws Exception {
    assumeThat(setup.scheme()).as("once is enough").isEqualTo(Scheme.HTTPS);
    try (ForkedJvm jvm = faulty(folder)) {
      for (String step : steps()) {
        jvm.run("fault", step, "interrupt");
        server().takeRequests();
        String leak = value(jvm, PROCESSOR, SECRET);
        assertThat(leak).as("leak, interrupted at %s", step).doesNotStartWith("200");
        assertThat(server().bodyBytes()).as("leak, interrupted at %s", step).isZero();
        if (judgesOnCallersThread() && !step.endsWith("writeAll") && !step.endsWith("write")) {
          assertThat(leak).as("flag of %s", step).endsWith("(interrupted)");
        }
        if (judgesOnCallersThread()) {
          // What an interrupt does to a request that may pass is the client's own affair.
          assertThat(value(jvm, PROCESSOR, "fine"))
              .as("clean, interrupted at %s", step)
              .matches(result -> result.startsWith("200") || result.contains("nterrupted"));
        }
      }
      jvm.run("fault", "", "");
      value(jvm, PROCESSOR, "fine"); // a thread of the client may still carry the last interrupt
      assertThat(value(jvm, PROCESSOR, "fine")).isEqualTo("200");
      assertThat(value(jvm, PROCESSOR, SECRET)).contains(BLOCKED);
    }
  }

  private void assertHolds(ForkedJvm jvm, String step, String fault) {
    jvm.run("fault", step, fault);
    String at = fault + " at " + step;
    assertThat(value(jvm, PROCESSOR, "fine")).as("clean, %s", at).isEqualTo("200");
    assertThat(value(jvm, PROCESSOR, SECRET)).as("leak, %s", at).contains(BLOCKED);
    assertThat(value(jvm, OWN, "fine")).as("own host, %s", at).isEqualTo("200");
  }

  private static List<String> steps() {
    List<String> steps = new ArrayList<>(FaultAgent.JUDGEMENT);
    steps.addAll(FaultAgent.RECORD);
    return steps;
  }

  private ForkedJvm faulty(Path folder) throws IOException {
    return fork("faulty", List.of("-javaagent:" + FaultAgent.jar(folder) + "=", agent()));
  }

  private String value(ForkedJvm jvm, String host, String value) {
    return send(jvm, server().url(host, "/v1/x"), FORM, Sender.Kind.BYTES, form(value), 0);
  }
}
