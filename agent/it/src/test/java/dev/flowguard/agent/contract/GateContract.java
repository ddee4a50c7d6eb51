package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.ForkedJvm.FORM;
import static dev.flowguard.agent.contract.ForkedJvm.form;
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
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * What every gate does, shown with the packaged jar attached to a forked JVM, a real client and a
 * server that counts raw bytes. A client's subclass says only how it sends and what it cannot do.
 */
@ParameterizedClass(name = "{0}")
@ArgumentsSource(GateContract.Setups.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(Coverage.class)
abstract class GateContract {
  private static final String PROCESSOR = "processor.example.test";
  private static final String OWN = "own.example.test";

  /** A processor whose rules let pass what could not be looked at. */
  private static final String LENIENT = "lenient.example.test";

  private static final int TOO_LARGE = 17 << 20;

  /** Protected in the forked JVM; its words are planted nowhere else. */
  private static final String SECRET =
      "Quixotic herons borrowed the vicar's ladder and never told the parish clerk";

  private static final Path FOLDER = Path.of("target", "contract").toAbsolutePath();
  private static final Path AGENT = AgentJar.PATH;

  /** One JDK, one way over the wire, one version of the client. */
  record Setup(Path jdk, Scheme scheme, TestClient client) {
    @Override
    public String toString() {
      return client.version() + ", JDK " + jdk.getFileName() + ", " + scheme;
    }
  }

  /**
   * All setups of a client with {@code flowguard.matrix=full}; else its latest version on the first
   * JDK that it runs on, over HTTPS.
   */
  static final class Setups implements ArgumentsProvider {
    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context)
        throws ReflectiveOperationException {
      GateContract contract =
          (GateContract) context.getRequiredTestClass().getDeclaredConstructor().newInstance();
      List<Setup> setups = new ArrayList<>();
      for (TestClient client : contract.versions()) {
        for (Path jdk : Jdks.all()) {
          for (Scheme scheme : contract.schemes(client)) {
            if (Jdks.feature(jdk) >= contract.oldestJdk(client)) {
              setups.add(new Setup(jdk, scheme, client));
            }
          }
        }
      }
      if (!System.getProperty("flowguard.matrix", "").equals("full")) {
        TestClient latest = contract.versions().get(contract.versions().size() - 1);
        setups.removeIf(each -> !each.client().equals(latest) || each.scheme() != Scheme.HTTPS);
        setups.subList(Math.min(1, setups.size()), setups.size()).clear();
      }
      return setups.stream().map(Arguments::of);
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

  /** The lowest, a middle and the latest version that the gate serves, in this order. */
  abstract List<TestClient> versions();

  /** The oldest JDK that a version runs on. */
  int oldestJdk(TestClient client) {
    return 17;
  }

  /** The kinds of bodies that the client has. */
  Set<Sender.Kind> kinds() {
    return EnumSet.complementOf(EnumSet.of(Sender.Kind.DUPLEX));
  }

  /** The ways over the wire that a version speaks. */
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.allOf(Scheme.class);
  }

  /** The class of the exception that a stopped call ends in. */
  abstract String ownFailure();

  /** The same for asynchronous calls; null where there are none. */
  String ownLaterFailure() {
    return "java.util.concurrent.ExecutionException";
  }

  /** True if a call that waits is judged on the thread that waits. */
  boolean judgesOnCallersThread() {
    return true;
  }

  /**
   * True if the client writes streams on a thread of its own: it is chance, without the guard too,
   * in how many pieces one goes out, and what still does of one that was cancelled.
   */
  boolean writesStreamsByItself() {
    return false;
  }

  /** True if the client can write a body while it reads the answer, over HTTP/2. */
  boolean hasDuplexBodies() {
    return false;
  }

  /** True if a version follows a redirect with method and body. */
  abstract boolean repeatsBodyOnRedirect(TestClient client);

  /**
   * True for a client that is hooked itself. Errors of ours are not injected again under each
   * client that stands on another.
   */
  boolean hasOwnGate() {
    return true;
  }

  /** True if the client can wait for the server's word, by a header {@code Expect}. */
  boolean expectsContinue() {
    return false;
  }

  /** False if the client, without the guard too, hangs where a server sends it on unread. */
  boolean sendsOnUnread() {
    return true;
  }

  /** True if a call can be cancelled: {@link Sender#sendAndCancel}. */
  boolean cancels() {
    return false;
  }

  /** True if a call can have a time-out: {@link Sender#sendWithin}. */
  boolean hasTimeouts() {
    return false;
  }

  /** False for a client that gives up a connection of HTTP/2 for a failure of one stream. */
  boolean keepsConnectionOfFailedStream() {
    return true;
  }

  @BeforeEach
  void start() throws Exception {
    if (tls != null) {
      return; // servers and JVMs serve all tests of one setup
    }
    Files.createDirectories(FOLDER);
    tls = TestTls.make(Files.createTempDirectory(FOLDER, "tls"), List.of(PROCESSOR, OWN, LENIENT));
    plainServer = new RawServer(null);
    tlsServer = new RawServer(tls.context());
    http2Server = new Http2Server(tls.context());
  }

  /** The instance is the same for all setups: each starts anew. */
  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    for (ForkedJvm jvm : jvms.values()) {
      Coverage.gates(this, jvm);
      jvm.close();
    }
    jvms.clear();
    if (tls != null) {
      plainServer.close();
      tlsServer.close();
      http2Server.close();
      tls = null;
    }
  }

  @Test
  void theForkedJvmIsOfTheSetup() {
    value(guarded(), OWN, "fine"); // it has started, then
    assertThat(guarded().stderr())
        .containsPattern("\"jvm\":\"[^\"]+ " + Jdks.feature(setup.jdk()) + "[.+]");
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
      Path folder = Files.createTempDirectory(FOLDER, setup.client().sender() + "-" + name);
      Files.writeString(folder.resolve("policy.yaml"), POLICY);
      Files.writeString(
          folder.resolve("hosts"),
          "127.0.0.1 " + String.join("\n127.0.0.1 ", PROCESSOR, OWN, LENIENT) + "\n");
      List<String> options = new ArrayList<>(agents);
      options.add("-Djdk.net.hosts.file=" + folder.resolve("hosts"));
      options.add("-Djavax.net.ssl.trustStore=" + tls.store());
      options.add("-Djavax.net.ssl.trustStorePassword=" + TestTls.PASSWORD);
      options.add("-Xmx256m");
      options.add("-Dcontract.http2=" + (setup.scheme() == Scheme.HTTP2));
      TestClient client = setup.client();
      List<String> classPath = client.classPath(setup.jdk());
      return new ForkedJvm(setup.jdk(), folder, options, classPath, client.sender(), SECRET);
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
        lenient: { hosts: [lenient.example.test], text: structured, on-incomplete: allow }
      categories:
        chat-conversation: { shapes: [chat-transcript] }
      rules:
        - { id: no-chats, never: [chat-conversation], reach: [target, lenient], severity: critical }
      """;

  private static String send(
      ForkedJvm jvm, String url, String headers, Sender.Kind kind, byte[] body, int split) {
    return jvm.send(kind == Sender.Kind.NONE ? "GET" : "POST", url, headers, kind, body, split);
  }

  private Set<Sender.Kind> bodyKinds() {
    Set<Sender.Kind> kinds = wholeKinds();
    kinds.remove(Sender.Kind.NONE);
    return kinds;
  }

  /** Kinds of requests that come to a good end by themselves. */
  private Set<Sender.Kind> wholeKinds() {
    Set<Sender.Kind> kinds = new TreeSet<>(kinds());
    kinds.removeAll(
        EnumSet.of(
            Sender.Kind.DUPLEX, Sender.Kind.FAILING, Sender.Kind.LYING, Sender.Kind.ENDLESS));
    return kinds;
  }

  private void assertStopped(String result) {
    assertThat(result).contains("dev.flowguard.api.BlockedRequestException: Blocked");
    assertThat(server().bodyBytes()).as("body bytes at the server").isZero();
    assertThat(server().headBytes()).as("head bytes at the server").isZero();
  }

  @Test
  void aBlockedBodyNeverReachesTheServer() throws IOException {
    String json = "Content-Type:application/json";
    String inBase64 = Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));
    byte[] nested = ("{\"a\":[{\"b\":\"" + inBase64 + "\"}]}").getBytes(StandardCharsets.US_ASCII);
    String part = "--b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n" + SECRET;
    byte[] multipart = (part + "\r\n--b--\r\n").getBytes(StandardCharsets.US_ASCII);
    for (Sender.Kind kind : bodyKinds()) {
      for (String mode : waysToCall()) {
        assertLeakIsStopped(mode, kind, FORM, form(SECRET));
        assertLeakIsStopped(mode, kind, FORM + "|Content-Encoding:gzip", gzip(form(SECRET)));
        assertLeakIsStopped(mode, kind, json, nested);
        assertLeakIsStopped(mode, kind, "Content-Type:multipart/form-data; boundary=b", multipart);
      }
    }
  }

  /** On a platform thread, asynchronously, on a virtual thread: as far as client and JDK can. */
  private List<String> waysToCall() {
    List<String> ways = new ArrayList<>(List.of("now"));
    if (ownLaterFailure() != null) {
      ways.add("later");
    }
    if (Jdks.feature(setup.jdk()) >= 21) {
      ways.add("virtual");
    }
    return ways;
  }

  private void assertLeakIsStopped(String mode, Sender.Kind kind, String headers, byte[] body) {
    server().takeRequests();
    String url = server().url(PROCESSOR, "/v1/x");
    String result = guarded().send(mode, 1, "POST", url, headers, kind, body, 9);
    assertThat(result)
        .as("%s, %s", kind, mode)
        .startsWith((mode.equals("later") ? ownLaterFailure() : ownFailure()) + ":");
    assertStopped(result);
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(body);
    }
    return zipped.toByteArray();
  }

  @Test
  void anAllowedRequestIsIdenticalToOneWithoutTheGuard() {
    String clean = "a harmless remark about the weather. ".repeat(60);
    for (Sender.Kind kind : wholeKinds()) {
      byte[] body = kind == Sender.Kind.NONE ? new byte[0] : form(clean);
      assertArrivesAsWithoutTheGuard(
          PROCESSOR, "/v1/x?y=1", kind, body, Math.min(100, body.length));
    }
  }

  @Test
  void aRequestThatNoRuleConcernsIsIdenticalEvenWithTheContent() {
    for (Sender.Kind kind : bodyKinds()) {
      assertArrivesAsWithoutTheGuard(OWN, "/v1/x", kind, form(SECRET), 20);
    }
  }

  private void assertArrivesAsWithoutTheGuard(
      String host, String path, Sender.Kind kind, byte[] body, int split) {
    String url = server().url(host, path);
    List<String> arrived =
        assertAsWithoutTheGuard(
            kind.toString(),
            writesStreamsByItself(),
            jvm -> sendAndArrive(jvm, url, FORM, kind, body, split));
    assertThat(arrived).as("%s", kind).startsWith("200").hasSize(2);
  }

  @Test
  void contentInPathQueryOrHeaderIsStopped() {
    String encoded = encoded(SECRET);
    // Feign 12 decodes a path, and java.net.http refuses what it gets.
    String space = get(plain(), "/v1/two%20words", "").equals("200") ? "%20" : "-";
    server().takeRequests();

    assertStopped(get(guarded(), "/v1/x?q=" + encoded, ""));
    assertStopped(get(guarded(), "/v1/" + encoded.replace("+", space), ""));
    assertStopped(get(guarded(), "/v1/x", "X-Note:" + SECRET));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String get(ForkedJvm jvm, String path, String headers) {
    String url = server().url(PROCESSOR, path);
    return send(jvm, url, headers, Sender.Kind.NONE, new byte[0], 0);
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
    assumeThat(ownLaterFailure()).as("%s has no asynchronous calls", setup.client()).isNotNull();
    for (int i = 0; i < 20; i++) {
      server().takeRequests();
      String result =
          guarded()
              .send(
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
            guarded()
                .send(
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
    assumeThat(hasDuplexBodies()).as("%s has no duplex bodies", setup.client()).isTrue();
    assumeThat(setup.scheme()).as("duplex needs HTTP/2").isEqualTo(Scheme.HTTP2);
    String url = server().url(PROCESSOR, "/v1/x");
    server().takeRequests();
    String result = send(guarded(), url, FORM, Sender.Kind.DUPLEX, form("fine"), 0);

    assertThat(result).contains(BLOCKED, "not-inspected", "incomplete:duplex");
    assertThat(server().bodyBytes()).isZero();
  }

  @Test
  void aBodyThatIsTooLargeToHoldIsStoppedOrPassesWholeAsTheRuleSays() {
    for (Sender.Kind kind : List.of(Sender.Kind.BYTES, Sender.Kind.CHUNKED_STREAM)) {
      if (!kinds().contains(kind)) {
        continue;
      }
      server().takeRequests();
      String stopped = large(PROCESSOR, kind);
      assertThat(stopped).as("%s", kind).contains(BLOCKED, "incomplete:");
      assertThat(server().bodyBytes()).as("%s", kind).isZero();

      String passed = large(LENIENT, kind);
      assertThat(passed).as("%s, %d bytes arrived", kind, server().bodyBytes()).isEqualTo("200");
      assertThat(server().bodyBytes()).as("%s", kind).isGreaterThanOrEqualTo(TOO_LARGE);
      assertThat(value(guarded(), PROCESSOR, "fine")).as("after %s", kind).isEqualTo("200");
    }
    server().takeRequests();
  }

  private String large(String host, Sender.Kind kind) {
    String url = server().url(host, "/v1/x");
    return guarded().send("now", 1, "POST", url, FORM, kind, "*" + TOO_LARGE, 1_000_000);
  }

  @Test
  void aBodyThatFailsOfItsOwnAccordFailsTheCallAsWithoutTheGuard() {
    assertEndsAsWithoutTheGuard(Sender.Kind.FAILING, "now");
  }

  @Test
  void aBodyThatLiesAboutItsLengthEndsAsWithoutTheGuard() throws IOException {
    assertEndsAsWithoutTheGuard(Sender.Kind.LYING, "within 2000");
    // OkHttp 3.14 goes on with a connection whose request is not complete.
    renewJvms();
  }

  private void renewJvms() throws IOException {
    for (ForkedJvm each : jvms.values()) {
      each.close();
    }
    jvms.clear();
  }

  @Test
  void aCallThatIsCancelledWhileItsBodyIsHeldLeavesNothingBehind() throws IOException {
    assumeThat(cancels()).as("%s cannot cancel", setup.client()).isTrue();
    assertEndsAsWithoutTheGuard(Sender.Kind.ENDLESS, "cancel");
    if (writesStreamsByItself()) {
      renewJvms();
    }
  }

  private void assertEndsAsWithoutTheGuard(Sender.Kind kind, String way) {
    assumeThat(kinds()).as("%s", setup.client()).contains(kind);
    String mode = way.startsWith("within") && !hasTimeouts() ? "now" : way;
    String url = server().url(PROCESSOR, "/v1/x");
    // What a client still sends of a call that has failed may arrive in a later test.
    String clean = server().url(PROCESSOR, "/uncounted");
    // A cancel races with the close that it causes.
    assertAsWithoutTheGuard(
        kind + ", " + way,
        way.equals("cancel"),
        jvm -> kindOf(jvm.send(mode, 1, "POST", clean, FORM, kind, form("fine"), 5)));

    server().takeRequests();
    byte[] leak = form(SECRET);
    String leaked = guarded().send(mode, 1, "POST", url, FORM, kind, leak, leak.length - 1);
    assertThat(leaked).doesNotStartWith("200");
    // Over HTTP/2, what of the clean call has not arrived yet may still arrive.
    assertThat(server().bodies()).as("bytes of a leak, %s", leaked).doesNotContain("Quixotic");
    assertThat(value(guarded(), PROCESSOR, "fine")).as("the next call").isEqualTo("200");
    assertThat(value(guarded(), PROCESSOR, SECRET)).as("the next leak").contains(BLOCKED);
  }

  /** Status, or class of the exception. */
  private static String kindOf(String result) {
    int colon = result.indexOf(':');
    return colon < 0 ? result : result.substring(0, colon);
  }

  @Test
  void anExpectationThatIsMetOrRefusedIsAsWithoutTheGuardAndAStoppedBodyIsNotSent() {
    assumeThat(expectsContinue()).as("%s does not wait", setup.client()).isTrue();
    assumeThat(setup.scheme()).as("the HTTP/2 server does not refuse").isNotEqualTo(Scheme.HTTP2);
    String headers = FORM + "|Expect:100-continue";
    String redirect = "/refuse/redirect/307?to=";
    String onward = redirect + encoded(server().url(PROCESSOR, "/end"));
    String home = redirect + encoded(server().url(OWN, "/end"));
    List<String> paths =
        sendsOnUnread()
            ? List.of("/v1/x", "/refuse", "/refuse/auth", onward, home, "/v1/x")
            : List.of("/v1/x", "/refuse", "/v1/x");
    for (String path : paths) {
      for (Sender.Kind kind : bodyKinds()) {
        // A refusal races with the close behind it, and Jetty at times misses what follows a 100.
        assertAsWithoutTheGuard(
            path + ", " + kind, true, jvm -> sendAndArrive(jvm, path, headers, kind));
        if (path.equals(home)) {
          continue; // where content may be
        }
        server().takeRequests();
        String url = server().url(PROCESSOR, path);
        String leak = send(guarded(), url, headers, kind, form(SECRET), 9);
        assertThat(leak).as("%s, %s", path, kind).doesNotStartWith("200");
        assertThat(server().bodyBytes())
            .as("%s, %s: %s, %s", path, kind, leak, server().bodies())
            .isZero();
      }
    }
  }

  @Test
  void aTimeoutDuringTheJudgementEndsTheCallOnceAndLiftsNoBlock(@TempDir Path folder)
      throws Exception {
    assumeThat(hasTimeouts()).as("%s has no time-outs", setup.client()).isTrue();
    try (ForkedJvm jvm = faulty(folder)) {
      assertThat(value(jvm, PROCESSOR, "fine")).isEqualTo("200"); // warm, connected
      jvm.run("fault", FaultAgent.JUDGEMENT.get(0), "delay 1000");
      server().takeRequests();
      String url = server().url(PROCESSOR, "/v1/x");
      for (String value : List.of("fine", SECRET)) {
        String result =
            jvm.send("within 400", 1, "POST", url, FORM, Sender.Kind.BYTES, form(value), 0);
        assertThat(result).matches("(?s)200|.*(Exception|Error).*");
      }
      assertThat(server().takeRequests()).noneMatch(request -> request.contains("herons"));
      jvm.run("fault", "", "");
      String next = value(jvm, PROCESSOR, "fine");
      for (int i = 0; i < 5 && !next.equals("200"); i++) {
        // The delay holds the event loop too, and then AsyncHttpClient 3 closes the connection of
        // HTTP/2 with the stream, at times under the next call.
        next = value(jvm, PROCESSOR, "fine");
      }
      assertThat(next).as("the next call").isEqualTo("200");
      assertThat(value(jvm, PROCESSOR, SECRET)).as("the next leak").contains(BLOCKED);
    }
  }

  @Test
  void aStreamThatIsStoppedLeavesThoseBesideItAlone() {
    assumeThat(setup.scheme()).as("streams are of HTTP/2").isEqualTo(Scheme.HTTP2);
    String url = server().url(PROCESSOR, "/v1/x");
    value(plain(), PROCESSOR, "fine");
    http2Server.takeConnections();
    plain().send("beside", 6, "POST", url, FORM, Sender.Kind.BYTES, form("fine"), 0);
    int without = http2Server.takeConnections();
    value(guarded(), PROCESSOR, "fine");
    http2Server.takeConnections();
    server().takeRequests();
    String result =
        guarded().send("beside", 6, "POST", url, FORM, Sender.Kind.BYTES, form(SECRET), 0);

    assertThat(result.split(",(?=200)|(?<=200),")).filteredOn("200"::equals).hasSize(6);
    assertThat(result).contains(BLOCKED);
    assertThat(server().takeRequests()).hasSize(6).allMatch(body -> body.length() == 50_000);
    if (keepsConnectionOfFailedStream()) {
      assertThat(http2Server.takeConnections()).as("connections").isLessThanOrEqualTo(without);
    }
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
        guarded().send("now", times, "POST", url, FORM, Sender.Kind.BYTES, form(SECRET), 0);

    assertThat(blocked).startsWith(times + " x " + ownFailure());
    assertThat(server().bodyBytes()).isZero();
    assertThat(send(guarded(), url, FORM, Sender.Kind.BYTES, form("fine"), 0)).isEqualTo("200");
  }

  @Test
  void eachHopOfARedirectIsJudged() {
    assumeThat(setup.scheme()).as("the HTTP/2 server does not redirect").isNotEqualTo(Scheme.HTTP2);
    for (int status : List.of(302, 307, 308)) {
      boolean keepsBody = status != 302 && repeatsBodyOnRedirect(setup.client());
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

      String toOwn = redirect(status, PROCESSOR, OWN);
      String without = send(plain(), toOwn, FORM, Sender.Kind.BYTES, form("fine"), 0);
      String with = send(guarded(), toOwn, FORM, Sender.Kind.BYTES, form("fine"), 0);
      assertThat(kindOf(with))
          .as("%d to the own host: %s", status, with)
          .isEqualTo(kindOf(without));
      server().takeRequests();
    }
  }

  private String redirect(int status, String from, String to) {
    return server().url(from, "/redirect/" + status + "?to=" + encoded(server().url(to, "/end")));
  }

  @Test
  void repliesToAChallengeAndStaleConnectionsAreAsWithoutTheGuard() {
    assumeThat(setup.scheme())
        .as("the HTTP/2 server has no such answers")
        .isNotEqualTo(Scheme.HTTP2);
    for (String path : List.of("/auth", "/stale", "/stale", "/ok")) {
      // The close races with the next request, which some clients repeat and some fail.
      assertAsWithoutTheGuard(
          path, path.equals("/stale"), jvm -> sendAndArrive(jvm, path, FORM, Sender.Kind.BYTES));
    }
  }

  /**
   * @param isRace true if the calls may end in two ways, with the guard and without: they are made
   *     again, five times at most, until both have ended in the same way
   */
  private <T> T assertAsWithoutTheGuard(String call, boolean isRace, Function<ForkedJvm, T> made) {
    T without = made.apply(plain());
    T with = made.apply(guarded());
    for (int i = 0; i < 5 && isRace && !with.equals(without); i++) {
      without = made.apply(plain());
      with = made.apply(guarded());
    }
    assertThat(with).as(call).isEqualTo(without);
    return with;
  }

  /** What a call with a harmless form ended in, then what arrived. */
  private List<String> sendAndArrive(ForkedJvm jvm, String path, String headers, Sender.Kind kind) {
    return sendAndArrive(jvm, server().url(PROCESSOR, path), headers, kind, form("fine"), 5);
  }

  private List<String> sendAndArrive(
      ForkedJvm jvm, String url, String headers, Sender.Kind kind, byte[] body, int split) {
    server().takeRequests();
    List<String> all = new ArrayList<>();
    all.add(kindOf(send(jvm, url, headers, kind, body, split)));
    all.addAll(server().takeRequests());
    return all;
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
    assumeThat(hasOwnGate()).as("%s stands on another client", setup.client()).isTrue();
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
    assumeThat(hasOwnGate()).as("%s stands on another client", setup.client()).isTrue();
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
    assumeThat(hasOwnGate()).as("%s stands on another client", setup.client()).isTrue();
    try (ForkedJvm jvm = faulty(folder)) {
      for (String step : steps()) {
        jvm.run("fault", step, "interrupt");
        server().takeRequests();
        String leak = value(jvm, PROCESSOR, SECRET);
        assertThat(leak).as("leak, interrupted at %s", step).doesNotStartWith("200");
        assertThat(server().bodies()).as("interrupted at %s", step).doesNotContain("Quixotic");
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
