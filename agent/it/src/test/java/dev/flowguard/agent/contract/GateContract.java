package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static dev.flowguard.agent.contract.ForkedJvm.FORM;
import static dev.flowguard.agent.contract.ForkedJvm.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * What every gate does, shown with the packaged jar attached to a forked JVM, a real client and a
 * server that counts raw bytes. A client's subclass says what it cannot do, with the reason, and
 * nothing else; its {@link Sender} says how it sends.
 *
 * <p>All tests of one setup share its servers and JVMs: a start costs more than a hundred requests.
 * Each test, and each case of a parameterised one, has a path of its own ({@link #url}), and the
 * server counts only what comes to that path, so a request that arrives late is not taken for one
 * of the next test. A new test asks for its URLs there, and for what it needs of a client by {@link
 * #assumeCan}.
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

  /** With a pause before each: 2.4 s in all. */
  private static final String SLOW_PIECES = "8";

  /** 6 s in all. */
  private static final String MANY_PIECES = "20";

  /** For how long a server waits for more: far longer than a body is held, on any machine. */
  private static final int IDLE_MILLIS = 5_000;

  private static final int RACES = 20;

  /** With a time-out between the end of holding and that of a slow source. */
  private static final String SHORTER = "within 1500";

  /** At the end of {@link #WHOLE} and nowhere else, nor in what frames chunks. */
  private static final String END = "Z";

  private static final String WHOLE = "all of it arrives and in order up to the last letter " + END;

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
      for (TestClient client : contract.abilities.versions()) {
        for (Path jdk : Jdks.all()) {
          for (Scheme scheme : contract.abilities.schemes(client)) {
            if (Jdks.feature(jdk) >= contract.abilities.oldestJdk()) {
              setups.add(new Setup(jdk, scheme, client));
            }
          }
        }
      }
      if (!isWholeMatrix()) {
        TestClient latest = contract.abilities.latest();
        setups.removeIf(each -> !each.client().equals(latest) || each.scheme() != Scheme.HTTPS);
        setups.subList(Math.min(1, setups.size()), setups.size()).clear();
      }
      return setups.stream().map(Arguments::of);
    }
  }

  /** True if all setups of each client are run, not one. */
  static boolean isWholeMatrix() {
    return System.getProperty("flowguard.matrix", "").equals("full");
  }

  enum Scheme {
    HTTP,
    HTTPS,
    HTTP2
  }

  private static final String BLOCKED = "BlockedRequestException";

  private static final AtomicInteger CASES = new AtomicInteger();

  @Parameter Setup setup;

  final Abilities abilities;

  private final Map<String, ForkedJvm> jvms = new HashMap<>();
  private String path = "";
  private TestTls tls;
  private RawServer plainServer;
  private RawServer tlsServer;
  private Http2Server http2Server;

  GateContract(Abilities.Builder abilities) {
    this.abilities = abilities.build();
  }

  final Abilities abilities() {
    return abilities;
  }

  @BeforeEach
  void start() throws Exception {
    if (tls == null) { // servers and JVMs serve all tests of one setup
      Files.createDirectories(FOLDER);
      tls =
          TestTls.make(Files.createTempDirectory(FOLDER, "tls"), List.of(PROCESSOR, OWN, LENIENT));
      plainServer = new RawServer(null);
      tlsServer = new RawServer(tls.context());
      http2Server = new Http2Server(tls.context());
    }
    path = "/case" + CASES.incrementAndGet();
    server().countOnly(path + "/");
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
    return server(setup.scheme());
  }

  private TestServer server(Scheme scheme) {
    return switch (scheme) {
      case HTTP -> plainServer;
      case HTTPS -> tlsServer;
      case HTTP2 -> http2Server;
    };
  }

  private ForkedJvm guarded() {
    return jvms.computeIfAbsent("guarded", name -> fork(name, List.of(agent())));
  }

  /** Does not hold a body for longer than a second. */
  private ForkedJvm impatient() {
    return jvms.computeIfAbsent(
        "impatient", name -> fork(name, List.of(agent() + ",hold.seconds=1")));
  }

  private ForkedJvm plain() {
    return jvms.computeIfAbsent("plain", name -> fork(name, List.of()));
  }

  private static String agent() {
    return "-javaagent:" + AGENT + "=policy=policy.yaml,journal.dir=journal,start-line=json";
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
        target:
          hosts: [processor.example.test]
          text: structured
          permits: # evidence shows the names that a policy names
            - { fields: [note], paths: [/v1/customers/none], categories: [chat-conversation], max-chars: 1 }
        lenient: { hosts: [lenient.example.test], text: structured, on-incomplete: allow }
      categories:
        chat-conversation: { shapes: [chat-transcript] }
      rules:
        - { id: no-chats, never: [chat-conversation], reach: [target, lenient], severity: critical }
      """;

  /** An address below the path that is this case's own; the server counts no other. */
  private String url(String host, String pathOfCase) {
    return server().url(host, path + pathOfCase);
  }

  private boolean can(Enum<?> what) {
    return abilities.can(what, setup.client());
  }

  /** Skips the test, with the reason, where the client cannot do what it is about. */
  private void assumeCan(Enum<?> what) {
    assumeThat(abilities.reasonAgainst(what, setup.client()))
        .as("%s of %s", what, setup.client())
        .isEmpty();
  }

  private String ownFailure() {
    return abilities.failure().apply(setup);
  }

  private static String send(
      ForkedJvm jvm, String url, String headers, Sender.Kind kind, byte[] body, int split) {
    return jvm.send(kind == Sender.Kind.NONE ? "GET" : "POST", url, headers, kind, body, split);
  }

  private Set<Sender.Kind> kinds() {
    return abilities.kinds(setup.client());
  }

  private Set<Sender.Kind> bodyKinds() {
    Set<Sender.Kind> kinds = wholeKinds();
    kinds.remove(Sender.Kind.NONE);
    return kinds;
  }

  /** Kinds of requests that come to a good end by themselves. */
  private Set<Sender.Kind> wholeKinds() {
    Set<Sender.Kind> kinds = kinds();
    kinds.removeAll(
        EnumSet.of(
            Sender.Kind.DUPLEX,
            Sender.Kind.AWAITING_ANSWER,
            Sender.Kind.FAILING,
            Sender.Kind.LYING,
            Sender.Kind.ENDLESS));
    return kinds;
  }

  private void assertStopped(String result) {
    assertThat(result).contains("dev.flowguard.api.BlockedRequestException: Blocked");
    assertThat(server().bodyBytes()).as("body bytes at the server").isZero();
    assertThat(server().headBytes()).as("head bytes at the server").isZero();
  }

  /** One way to hide the content in a body. */
  enum Encoding {
    FORM_FIELD(FORM) {
      @Override
      byte[] body() {
        return form(SECRET);
      }
    },
    GZIP(FORM + "|Content-Encoding:gzip") {
      @Override
      byte[] body() throws IOException {
        return gzip(form(SECRET));
      }
    },
    BASE64_IN_JSON("Content-Type:application/json") {
      @Override
      byte[] body() {
        byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
        String inBase64 = Base64.getEncoder().encodeToString(secret);
        return ("{\"a\":[{\"b\":\"" + inBase64 + "\"}]}").getBytes(StandardCharsets.US_ASCII);
      }
    },
    MULTIPART("Content-Type:multipart/form-data; boundary=b") {
      @Override
      byte[] body() {
        String part = "--b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n" + SECRET;
        return (part + "\r\n--b--\r\n").getBytes(StandardCharsets.US_ASCII);
      }
    };

    private final String headers;

    Encoding(String headers) {
      this.headers = headers;
    }

    abstract byte[] body() throws IOException;
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @MethodSource("leaks")
  void aBlockedBodyNeverReachesTheServer(Sender.Kind kind, String way, Encoding encoding)
      throws IOException {
    String result =
        guarded()
            .send(
                way,
                1,
                "POST",
                url(PROCESSOR, "/v1/x"),
                encoding.headers,
                kind,
                encoding.body(),
                9);

    assertThat(result)
        .startsWith((way.equals("later") ? Abilities.LATER_FAILURE : ownFailure()) + ":");
    assertStopped(result);
  }

  private List<Arguments> leaks() {
    List<Arguments> leaks = new ArrayList<>();
    for (Sender.Kind kind : bodyKinds()) {
      for (String way : waysToCall()) {
        for (Encoding encoding : Encoding.values()) {
          leaks.add(Arguments.of(kind, way, encoding));
        }
      }
    }
    return leaks;
  }

  /** On a platform thread, asynchronously, on a virtual thread: as far as client and JDK can. */
  private List<String> waysToCall() {
    List<String> ways = new ArrayList<>(List.of("now"));
    if (can(Ability.ASYNCHRONOUS_CALLS)) {
      ways.add("later");
    }
    if (Jdks.feature(setup.jdk()) >= 21) {
      ways.add("virtual");
    }
    return ways;
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(body);
    }
    return zipped.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("wholeKinds")
  void anAllowedRequestIsIdenticalToOneWithoutTheGuard(Sender.Kind kind) {
    String clean = "a harmless remark about the weather. ".repeat(60);
    byte[] body = kind == Sender.Kind.NONE ? new byte[0] : form(clean);
    assertArrivesAsWithoutTheGuard(PROCESSOR, "/v1/x?y=1", kind, body, Math.min(100, body.length));
  }

  @ParameterizedTest
  @MethodSource("bodyKinds")
  void aRequestThatNoRuleConcernsIsIdenticalEvenWithTheContent(Sender.Kind kind) {
    assertArrivesAsWithoutTheGuard(OWN, "/v1/x", kind, form(SECRET), 20);
  }

  private void assertArrivesAsWithoutTheGuard(
      String host, String path, Sender.Kind kind, byte[] body, int split) {
    String url = url(host, path);
    List<String> arrived =
        assertAsWithoutTheGuard(
            kind.toString(),
            !can(Ability.PREDICTABLE_STREAMS),
            jvm -> sendAndArrive(jvm, url, FORM, kind, body, split));
    assertThat(arrived).as("%s", kind).startsWith("200").hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"path", "query", "header"})
  void contentInPathQueryOrHeaderIsStopped(String place) {
    String encoded = encoded(SECRET);
    // Feign 12 decodes a path, and java.net.http refuses what it gets.
    String space = get(plain(), "/v1/two%20words", "").equals("200") ? "%20" : "-";
    server().takeRequests();
    String target =
        switch (place) {
          case "query" -> "/v1/x?q=" + encoded;
          case "path" -> "/v1/" + encoded.replace("+", space);
          default -> "/v1/x";
        };
    assertStopped(get(guarded(), target, place.equals("header") ? "X-Note:" + SECRET : ""));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String get(ForkedJvm jvm, String path, String headers) {
    String url = url(PROCESSOR, path);
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
      String result = send(guarded(), url(PROCESSOR, "/v1/x"), FORM, kind, body, split);
      assertThat(result).as("in pieces of %d and %d", split, body.length - split).contains(BLOCKED);
      assertStopped(result);
    }
  }

  @Test
  void theCallFailsInTheClientsOwnKindAndTellsRuleProcessorAndPlace() {
    String result =
        send(guarded(), url(PROCESSOR, "/v1/x"), FORM, Sender.Kind.BYTES, form(SECRET), 0);

    assertThat(result).startsWith(ownFailure() + ":");
    assertThat(result)
        .contains(
            "target (" + PROCESSOR + ")", "chat-conversation found at form note", "rule no-chats");
  }

  @Test
  void anAsynchronousCallFailsExactlyOnce() {
    assumeCan(Ability.ASYNCHRONOUS_CALLS);
    for (int i = 0; i < 20; i++) {
      server().takeRequests();
      String result = later(SECRET);
      assertThat(result).startsWith(Abilities.LATER_FAILURE + ":");
      assertStopped(result);
    }
    assertThat(later("fine")).isEqualTo("200");
  }

  private String later(String value) {
    String url = url(PROCESSOR, "/v1/x");
    return guarded().send("later", 1, "POST", url, FORM, Sender.Kind.BYTES, form(value), 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"BYTES", "CHUNKED_STREAM"})
  void aBodyThatIsTooLargeToHoldIsStoppedOrPassesWholeAsTheRuleSays(Sender.Kind kind) {
    assumeThat(kinds()).as("%s", setup.client()).contains(kind);
    String stopped = large(PROCESSOR, kind);
    assertThat(stopped).contains(BLOCKED, "incomplete:");
    assertThat(server().bodyBytes()).isZero();

    String passed = large(LENIENT, kind);
    assertThat(passed).as("%d bytes arrived", server().bodyBytes()).isEqualTo("200");
    assertThat(server().bodyBytes()).isGreaterThanOrEqualTo(TOO_LARGE);
    assertThat(value(guarded(), PROCESSOR, "fine")).as("the next call").isEqualTo("200");
    server().takeRequests(); // they are large
  }

  private String large(String host, Sender.Kind kind) {
    String url = url(host, "/v1/x");
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
    assumeCan(Ability.CANCELLING);
    assertEndsAsWithoutTheGuard(Sender.Kind.ENDLESS, "cancel");
    if (!can(Ability.PREDICTABLE_STREAMS)) {
      renewJvms();
    }
  }

  private void assertEndsAsWithoutTheGuard(Sender.Kind kind, String way) {
    assumeThat(kinds()).as("%s", setup.client()).contains(kind);
    String mode = way.startsWith("within") && !can(Ability.TIMEOUTS) ? "now" : way;
    String url = url(PROCESSOR, "/v1/x");
    // What a client still sends of a call that has failed may arrive under the next one.
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

  /**
   * A source that takes longer than a body may be held, and writes its last piece only once the
   * server has the first.
   */
  @ParameterizedTest
  @MethodSource("protocols")
  void aBodyOfASlowSourceIsStoppedAsStalledOrStreamsOnAsTheRuleSays(Scheme scheme)
      throws Exception {
    Sender.Kind kind = slowKind();
    TestServer server = server(scheme);
    server.countOnly(path + "/");
    ForkedJvm jvm = impatient();
    jvm.run("protocol", String.valueOf(scheme == Scheme.HTTP2));
    try {
      // Warm: what a first call takes on a busy machine must not count as the source's time.
      assertThat(slow(jvm, "now", server, LENIENT, kind, form("fine"))).isEqualTo("200");
      assertNextIsNormal(jvm, server);
      server.takeRequests();
      int records = jvm.journal().size();
      jvm.run("pace", SLOW_PIECES, "");
      String stopped = slow(jvm, "now", server, PROCESSOR, kind, form(WHOLE));

      if (scheme != Scheme.HTTP2 || can(Ability.REASON_BETWEEN_WRITES)) {
        assertThat(stopped).as(jvm::stderr).contains(BLOCKED, "incomplete:stalled");
      } else {
        assertThat(stopped).as(jvm::stderr).contains("Exception");
      }
      assertThat(server.bodyBytes()).as("body bytes at the server").isZero();
      assertThat(server.headBytes()).as("head bytes at the server").isZero();
      assertThat(recordsSince(jvm, records))
          .hasSize(1)
          .allMatch(line -> line.contains("incomplete:stalled"));
      jvm.run("pace", "0", "");
      assertNextIsNormal(jvm, server);

      assertStreamsOn(jvm, server, scheme, kind);
      jvm.run("pace", "0", "");
      assertNextIsNormal(jvm, server);
      assertThat(slow(jvm, "now", server, PROCESSOR, kind, form(SECRET))).contains(BLOCKED);
    } finally {
      jvm.run("pace", "0", "");
    }
  }

  /** At least one: a disk may take longer than a stopped caller waits. */
  private static List<String> recordsSince(ForkedJvm jvm, int before) throws Exception {
    eventually("a record", jvm::stderr, () -> jvm.journal().size() > before);
    return jvm.journal().stream().skip(before).toList();
  }

  private void assertStreamsOn(ForkedJvm jvm, TestServer server, Scheme scheme, Sender.Kind kind)
      throws Exception {
    Path arrived = Files.createTempDirectory(FOLDER, "arrived").resolve("first");
    boolean arrivesEarly = scheme == Scheme.HTTP2 || can(Ability.FLUSHED_PIECES);
    server.takeRequests();
    jvm.run("pace", SLOW_PIECES, arrivesEarly ? arrived.toString() : "");
    Thread watcher = new Thread(() -> noteArrival(server, arrived));
    watcher.start();
    String passed = slow(jvm, "now", server, LENIENT, kind, form(WHOLE));
    watcher.interrupt();
    watcher.join();
    assertThat(passed).as(jvm::stderr).isEqualTo("200");
    assertThat(server.takeRequests())
        .hasSize(1)
        .allSatisfy(
            request ->
                assertThat(scheme == Scheme.HTTP2 ? request : RawServer.content(request))
                    .isEqualTo(new String(form(WHOLE), StandardCharsets.US_ASCII)));
    if (arrivesEarly) {
      assertThat(arrived).as("the first piece came before the last was written").exists();
    }
  }

  /** Says so to the caller when the server has the first piece and not the last. */
  private static void noteArrival(TestServer server, Path arrived) {
    try {
      if (server.awaitBody(60_000) && !server.bodies().contains(END)) {
        Files.createFile(arrived);
      }
    } catch (InterruptedException e) {
      // the call has come to its end
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aServersIdleTimeoutThatIsLongerThanABodyIsHeldDoesNotEndTheCallOfASlowSource() {
    Sender.Kind kind = slowKind();
    assumeThat(abilities.below()).as("its gate is tried with the client below").isNull();
    ForkedJvm jvm = impatient();
    jvm.run("protocol", String.valueOf(setup.scheme() == Scheme.HTTP2));
    assertThat(slow(jvm, "now", server(), LENIENT, kind, form("fine"))).isEqualTo("200");
    try {
      server().closeIdle(IDLE_MILLIS);
      assertNextIsNormal(jvm, server()); // its connection is one that is closed when idle
      jvm.run("pace", MANY_PIECES, "");
      String passed = "";
      for (int i = 0; i < 3 && !passed.equals("200"); i++) {
        passed = slow(jvm, "now", server(), LENIENT, kind, form(WHOLE));
      }
      assertThat(passed).as(jvm::stderr).isEqualTo("200");
    } finally {
      server().closeIdle(0);
      jvm.run("pace", "0", "");
    }
  }

  @Test
  void aTimeoutDuringABodyOfASlowSourceIsAsWithoutTheGuardAndLiftsNoBlock() throws Exception {
    assumeCan(Ability.TIMEOUTS);
    Sender.Kind kind = slowKind();
    ForkedJvm jvm = impatient();
    jvm.run("protocol", String.valueOf(setup.scheme() == Scheme.HTTP2));
    assertThat(slow(jvm, "now", server(), LENIENT, kind, form("fine"))).isEqualTo("200");
    assertThat(slow(plain(), "now", server(), LENIENT, kind, form("fine"))).isEqualTo("200");
    try {
      jvm.run("pace", SLOW_PIECES, "");
      plain().run("pace", SLOW_PIECES, "");
      String without = "without";
      String with = "with";
      // A busy machine has the time-out come early in one of them, at times.
      for (int i = 0; i < 5 && !with.equals(without); i++) {
        without = kindOf(slow(plain(), SHORTER, server(), LENIENT, kind, form(WHOLE)));
        with = kindOf(slow(jvm, SHORTER, server(), LENIENT, kind, form(WHOLE)));
      }
      assertThat(with).as(jvm::stderr).isEqualTo(without);

      String leak = slow(jvm, SHORTER, server(), PROCESSOR, kind, form(SECRET));
      assertThat(leak).doesNotStartWith("200");
      assertThat(server().bodies()).as("bytes of a leak, %s", leak).doesNotContain("Quixotic");
    } finally {
      jvm.run("pace", "0", "");
      plain().run("pace", "0", "");
    }
    assertNextIsNormal(jvm, server());
    assertThat(value(jvm, PROCESSOR, SECRET)).as("the next leak").contains(BLOCKED);
  }

  /** Over HTTP/2, where answers may come before the end of what they answer. */
  @ParameterizedTest
  @EnumSource(names = {"DUPLEX", "AWAITING_ANSWER"})
  void aCallerThatWaitsForTheAnswerBeforeItEndsItsBodyDoesNotWaitWithoutEnd(Sender.Kind kind)
      throws Exception {
    assumeThat(kinds()).as("%s", setup.client()).contains(kind);
    assumeThat(protocols()).as("%s", setup).contains(Scheme.HTTP2);
    http2Server.countOnly(path + "/");
    ForkedJvm jvm = impatient();
    jvm.run("protocol", "true");
    String stopped = early(jvm, PROCESSOR, kind);

    String reason = kind == Sender.Kind.DUPLEX ? "incomplete:duplex" : "incomplete:stalled";
    assertThat(stopped).as(jvm::stderr).contains(BLOCKED, "not-inspected", reason);
    assertThat(http2Server.bodyBytes()).isZero();
    assertNextIsNormal(jvm, http2Server);
    http2Server.takeRequests();

    assertThat(early(jvm, LENIENT, kind)).as(jvm::stderr).isEqualTo("200");
    // The answer comes before the server has read the end.
    List<String> arrived = new ArrayList<>();
    eventually("the whole body", jvm::stderr, () -> arrived.addAll(http2Server.takeRequests()));
    assertThat(arrived).containsExactly(new String(form(WHOLE), StandardCharsets.US_ASCII));
    assertNextIsNormal(jvm, http2Server);
  }

  private String early(ForkedJvm jvm, String host, Sender.Kind kind) {
    return send(jvm, http2Server.url(host, path + "/early"), FORM, kind, form(WHOLE), 9);
  }

  /** That of the setup; and HTTP/2, where there is one setup for all. */
  private Set<Scheme> protocols() {
    Set<Scheme> protocols = EnumSet.of(setup.scheme());
    if (!isWholeMatrix() && can(Ability.HTTP2)) {
      protocols.add(Scheme.HTTP2);
    }
    return protocols;
  }

  /** Of bodies that their caller may write slowly. */
  private Sender.Kind slowKind() {
    assumeThat(abilities.below()).as("its gate is tried with the client below").isIn(null, "Netty");
    Sender.Kind kind =
        kinds().contains(Sender.Kind.ASYNCHRONOUS)
            ? Sender.Kind.ASYNCHRONOUS
            : Sender.Kind.CHUNKED_STREAM;
    assumeThat(kinds()).as("%s", setup.client()).contains(kind);
    return kind;
  }

  private String slow(
      ForkedJvm jvm, String way, TestServer server, String host, Sender.Kind kind, byte[] body) {
    return jvm.send(way, 1, "POST", server.url(host, path + "/v1/x"), FORM, kind, body, 1);
  }

  private void assertNextIsNormal(ForkedJvm jvm, TestServer server) {
    String next = "";
    for (int i = 0; i < 5 && !next.equals("200"); i++) {
      // A failure has the sender close its connection, at times under the next call.
      next = slow(jvm, "now", server, PROCESSOR, Sender.Kind.BYTES, form("fine"));
    }
    assertThat(next).as("the next call").isEqualTo("200");
  }

  /** Status, or class of the exception. */
  private static String kindOf(String result) {
    int colon = result.indexOf(':');
    return colon < 0 ? result : result.substring(0, colon);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("expectations")
  void anExpectationThatIsMetOrRefusedIsAsWithoutTheGuardAndAStoppedBodyIsNotSent(
      Answer answer, Sender.Kind kind) {
    assumeCan(Ability.EXPECT);
    assumeThat(setup.scheme()).as("the HTTP/2 server does not refuse").isNotEqualTo(Scheme.HTTP2);
    if (answer.leavesBodyUnread) {
      assumeCan(Ability.END_OF_UNREAD_BODY);
    }
    String headers = FORM + "|Expect:100-continue";
    String target =
        answer.onwardTo == null
            ? answer.target
            : answer.target + encoded(url(answer.onwardTo, "/end"));
    // A refusal races with the close behind it, and Jetty at times misses what follows a 100.
    assertAsWithoutTheGuard(
        answer + ", " + kind, true, jvm -> sendAndArrive(jvm, target, headers, kind));
    if (answer != Answer.REDIRECT_TO_THE_OWN_HOST) { // where content may be
      server().takeRequests();
      String leak = send(guarded(), url(PROCESSOR, target), headers, kind, form(SECRET), 9);
      assertThat(leak).doesNotStartWith("200");
      assertThat(server().bodyBytes()).as("%s, %s", leak, server().bodies()).isZero();
    }
    // Helidon itself leaves an answer that it has not read on its connection.
    assertThat(value(guarded(), PROCESSOR, "fine"))
        .as("the next call")
        .isIn("200", value(plain(), PROCESSOR, "fine"));
  }

  private List<Arguments> expectations() {
    List<Arguments> all = new ArrayList<>();
    for (Answer answer : Answer.values()) {
      bodyKinds().forEach(kind -> all.add(Arguments.of(answer, kind)));
    }
    return all;
  }

  /** What the server answers to an expectation. */
  enum Answer {
    GO_ON("/v1/x", false, null),
    REFUSAL("/refuse", false, null),
    CHALLENGE("/refuse/auth", true, null),
    REDIRECT_TO_THE_PROCESSOR("/refuse/redirect/307?to=", true, PROCESSOR),
    REDIRECT_TO_THE_OWN_HOST("/refuse/redirect/307?to=", true, OWN);

    private final String target;
    private final boolean leavesBodyUnread;
    private final String onwardTo;

    Answer(String target, boolean leavesBodyUnread, String onwardTo) {
      this.target = target;
      this.leavesBodyUnread = leavesBodyUnread;
      this.onwardTo = onwardTo;
    }
  }

  @Test
  void aTimeoutDuringTheJudgementEndsTheCallOnceAndLiftsNoBlock() throws Exception {
    assumeCan(Ability.TIMEOUTS);
    ForkedJvm jvm = faulty();
    try {
      assertThat(value(jvm, PROCESSOR, "fine")).isEqualTo("200"); // warm, connected
      String step = FaultAgent.JUDGEMENT.get(0);
      jvm.run("fault", step, "delay 1000");
      server().takeRequests();
      String url = url(PROCESSOR, "/v1/x");
      for (String value : List.of("fine", SECRET)) {
        String result =
            jvm.send("within 400", 1, "POST", url, FORM, Sender.Kind.BYTES, form(value), 0);
        assertThat(result).matches("(?s)200|.*(Exception|Error).*");
      }
      assertThat(server().takeRequests()).noneMatch(request -> request.contains("herons"));
      assertHit(jvm, step);
      jvm.run("fault", "", "");
      String next = value(jvm, PROCESSOR, "fine");
      for (int i = 0; i < 5 && !next.equals("200"); i++) {
        // The delay holds the event loop too, and then AsyncHttpClient 3 closes the connection of
        // HTTP/2 with the stream, at times under the next call.
        next = value(jvm, PROCESSOR, "fine");
      }
      assertThat(next).as("the next call").isEqualTo("200");
      assertThat(value(jvm, PROCESSOR, SECRET)).as("the next leak").contains(BLOCKED);
    } finally {
      jvm.run("fault", "", "");
    }
  }

  @Test
  void aStreamThatIsStoppedLeavesThoseBesideItAlone() {
    assumeThat(setup.scheme()).as("streams are of HTTP/2").isEqualTo(Scheme.HTTP2);
    String url = url(PROCESSOR, "/v1/x");
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
    if (can(Ability.CONNECTION_AFTER_FAILED_STREAM)) {
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
    String url = url(PROCESSOR, "/v1/x");
    String blocked =
        guarded().send("now", times, "POST", url, FORM, Sender.Kind.BYTES, form(SECRET), 0);

    assertThat(blocked).startsWith(times + " x " + ownFailure());
    assertThat(server().bodyBytes()).isZero();
    assertThat(send(guarded(), url, FORM, Sender.Kind.BYTES, form("fine"), 0)).isEqualTo("200");
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 307, 308})
  void eachHopOfARedirectIsJudged(int status) {
    assumeThat(setup.scheme()).as("the HTTP/2 server does not redirect").isNotEqualTo(Scheme.HTTP2);
    String toProcessor = redirect(status, OWN, PROCESSOR);
    String result = send(guarded(), toProcessor, FORM, Sender.Kind.BYTES, form(SECRET), 0);
    assertThat(server().takeRequests())
        .as("to the processor")
        .noneMatch(request -> request.contains("Host: " + PROCESSOR) && request.contains("herons"));
    if (status != 302 && can(Ability.BODY_AFTER_REDIRECT)) {
      assertThat(result).contains(BLOCKED);
    }

    String toOwn = redirect(status, PROCESSOR, OWN);
    String without = send(plain(), toOwn, FORM, Sender.Kind.BYTES, form("fine"), 0);
    String with = send(guarded(), toOwn, FORM, Sender.Kind.BYTES, form("fine"), 0);
    assertThat(kindOf(with)).as("to the own host: %s", with).isEqualTo(kindOf(without));
  }

  private String redirect(int status, String from, String to) {
    return url(from, "/redirect/" + status + "?to=" + encoded(url(to, "/end")));
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
   * @param isRace true if the calls may end in several ways, with the guard and without: they are
   *     made again, at most {@value #RACES} times, until one way was seen both with it and without
   */
  private <T> T assertAsWithoutTheGuard(String call, boolean isRace, Function<ForkedJvm, T> made) {
    Set<T> without = new HashSet<>(Set.of(made.apply(plain())));
    Set<T> with = new HashSet<>(Set.of(made.apply(guarded())));
    for (int i = 0; i < RACES && isRace && Collections.disjoint(with, without); i++) {
      without.add(made.apply(plain()));
      with.add(made.apply(guarded()));
    }
    assertThat(with).as(call).containsAnyElementsOf(without);
    return with.stream().filter(without::contains).findFirst().orElseThrow();
  }

  /** What a call with a harmless form ended in, then what arrived. */
  private List<String> sendAndArrive(ForkedJvm jvm, String path, String headers, Sender.Kind kind) {
    return sendAndArrive(jvm, url(PROCESSOR, path), headers, kind, form("fine"), 5);
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
        send(guarded(), url(PROCESSOR, "/v1/x"), FORM, Sender.Kind.BYTES, form(SECRET), 0);
    String all = result + guarded().stderr() + guarded().journal();

    assertThat(all).contains("Blocked");
    for (String word : List.of("Quixotic", "herons", "vicar", "ladder", "parish")) {
      assertThat(all).doesNotContainIgnoringCase(word);
    }
  }

  @Test
  void theRecordNamesTheCodeThatSentNowAndLater() {
    // Of this sender, of a class within it, or of the one that it extends.
    String sender = ".*\"callers\":\\[\"dev\\.flowguard\\.agent\\.contract\\.\\w*Sender[.$].*";
    String url = url(PROCESSOR, "/v1/x");
    int before = guarded().journal().size();

    send(guarded(), url, FORM, Sender.Kind.BYTES, form(SECRET), 0);

    List<String> records = guarded().journal();
    assertThat(records.subList(before, records.size()))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).matches(sender));
    if (can(Ability.ASYNCHRONOUS_CALLS)) {
      before = records.size();
      later(SECRET);
      records = guarded().journal();
      assertThat(records.subList(before, records.size()))
          .as("asynchronous")
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).matches(sender));
    }
  }

  @ParameterizedTest(name = "{1} at {0}")
  @MethodSource("faults")
  void aFaultIsDecidedByTheRuleAndNeverEscapes(String step, String error) throws Exception {
    ForkedJvm jvm = faultyAtEachStep();
    try {
      jvm.run("fault", step, error);
      if (FaultAgent.RECORD.contains(step)) {
        assertHolds(jvm, step);
      } else {
        String clean = FaultAgent.IN_DOUBT.contains(step) ? "200" : BLOCKED;
        // To a path to which all is clean: where much is not, the screen looks at few requests.
        assertThat(send(jvm, url(PROCESSOR, "/v1/clean"), FORM, Sender.Kind.BYTES, form("fine"), 0))
            .as("clean")
            .contains(clean);
        assertThat(value(jvm, PROCESSOR, SECRET)).as("leak").contains(BLOCKED);
        assertThat(value(jvm, OWN, "fine")).as("own host").isEqualTo("200");
        assertHit(jvm, step);
      }
      jvm.run("fault", "", "");
      int before = jvm.journal().size();
      assertThat(value(jvm, PROCESSOR, SECRET)).as("after the fault").contains(BLOCKED);
      assertThat(jvm.journal().stream().skip(before))
          .as("the record after the fault")
          .anyMatch(line -> line.contains("\"outcome\":\"blocked\""));
    } finally {
      jvm.run("fault", "", "");
    }
  }

  private static List<Arguments> faults() {
    List<Arguments> faults = new ArrayList<>();
    for (String step : FaultAgent.steps()) {
      for (String error :
          List.of(
              "java.lang.IllegalStateException",
              "java.lang.OutOfMemoryError",
              "java.lang.StackOverflowError",
              "java.lang.NoClassDefFoundError")) {
        faults.add(Arguments.of(step, error));
      }
    }
    return faults;
  }

  @ParameterizedTest
  @MethodSource("dev.flowguard.agent.contract.FaultAgent#steps")
  void aStepThatTakesLongerThanACallerWaitsChangesNoVerdict(String step) throws Exception {
    ForkedJvm jvm = faultyAtEachStep();
    try {
      // Nobody waits for the disk longer than a second.
      jvm.run("fault", step, step.endsWith("writeAll") ? "delay 1300" : "delay 100");
      assertHolds(jvm, step);
    } finally {
      jvm.run("fault", "", "");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.flowguard.agent.contract.FaultAgent#steps")
  void anInterruptAtAnyStepLiftsNoBlockAndIsKept(String step) throws Exception {
    ForkedJvm jvm = faultyAtEachStep();
    try {
      jvm.run("fault", step, "interrupt");
      String leak = value(jvm, PROCESSOR, SECRET);
      assertThat(leak).doesNotStartWith("200");
      assertThat(server().bodies()).doesNotContain("Quixotic");
      assertHit(jvm, step);
      if (can(Ability.JUDGED_BY_CALLER)) {
        if (!FaultAgent.OF_THE_JOURNAL.contains(step)) {
          assertThat(leak).as("the flag").endsWith("(interrupted)");
        }
        // What an interrupt does to a request that may pass is the client's own affair.
        assertThat(value(jvm, PROCESSOR, "fine"))
            .as("clean")
            .matches(result -> result.startsWith("200") || result.contains("nterrupted"));
      }
      jvm.run("fault", "", "");
      value(jvm, PROCESSOR, "fine"); // a thread of the client may still carry the last interrupt
      assertThat(value(jvm, PROCESSOR, "fine")).as("the next call").isEqualTo("200");
      assertThat(value(jvm, PROCESSOR, SECRET)).as("the next leak").contains(BLOCKED);
    } finally {
      jvm.run("fault", "", "");
    }
  }

  private void assertHolds(ForkedJvm jvm, String step) throws Exception {
    assertThat(value(jvm, PROCESSOR, "fine")).as("clean").isEqualTo("200");
    assertThat(value(jvm, PROCESSOR, SECRET)).as("leak").contains(BLOCKED);
    assertThat(value(jvm, OWN, "fine")).as("own host").isEqualTo("200");
    assertHit(jvm, step);
  }

  /** The step was passed, and so it was there and did go wrong: a renamed one fails here. */
  private static void assertHit(ForkedJvm jvm, String step) throws Exception {
    // What the journal's thread does comes after the answer.
    eventually("a fault of " + step, jvm::stderr, () -> !jvm.run("hits", step).equals("0"));
  }

  /**
   * Each step is not tried again with each client that stands on another, nor over each protocol.
   */
  private ForkedJvm faultyAtEachStep() throws IOException {
    assumeThat(abilities.below()).as("its gate is tried with the client below").isNull();
    assumeThat(setup.scheme()).as("once is enough").isEqualTo(Scheme.HTTPS);
    return faulty();
  }

  /** One for all tests that have the guard's own methods fail. */
  private ForkedJvm faulty() throws IOException {
    Path folder = Files.createTempDirectory(FOLDER, "faults");
    return jvms.computeIfAbsent("faulty", name -> fork(name, List.of(faultAgent(folder), agent())));
  }

  private static String faultAgent(Path folder) {
    try {
      return "-javaagent:" + FaultAgent.jar(folder) + "=";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String value(ForkedJvm jvm, String host, String value) {
    return send(jvm, url(host, "/v1/x"), FORM, Sender.Kind.BYTES, form(value), 0);
  }
}
