package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an operator reads who types {@code doctor}: exit 1 and the problem by name, until it is
 * over.
 */
class DoctorIT {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String CHAT =
      "note=[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]";
  private static final String HANDLING = "dev.flowguard.agent.contract.SourceSender$Handling";

  private static final String POLICY =
      """
      policy: doctor
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript], sources: [%s] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  /** As the answer of a receiver: none, and the connection is closed. */
  private static final int CLOSED = 0;

  @TempDir Path folder;

  private RawServer server;
  private HttpServer hook;
  private ForkedJvm jvm;
  private volatile int answer = 204;

  /** What the receiver of alerts got. */
  private final StringBuffer received = new StringBuffer();

  @BeforeEach
  void open() throws Exception {
    server = new RawServer(null);
    hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext(
        "/",
        exchange -> {
          received.append(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          if (answer != CLOSED) {
            exchange.sendResponseHeaders(answer, -1);
          }
          exchange.close();
        });
    hook.start();
  }

  @AfterEach
  void close() throws Exception {
    if (jvm != null) {
      jvm.close();
    }
    hook.stop(0);
    server.close();
  }

  private void run(String sender, String sources, String settings, String... options)
      throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), String.format(POLICY, sources));
    List<String> all = new ArrayList<>(List.of(options));
    all.add("-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal" + settings);
    List<String> classPath =
        List.of(classes(), Path.of("target", "clients", "api").toAbsolutePath() + "/*");
    jvm = new ForkedJvm(JDK, folder, all, classPath, sender, "x".repeat(40));
  }

  /** Methods of the guard can be armed to fail. */
  private void runWithFaults() throws IOException {
    run(
        "UrlConnectionSender",
        "",
        "",
        "-javaagent:" + FaultAgent.jar(folder) + "=" + FaultAgent.EVERY_METHOD);
  }

  private static String classes() {
    return Path.of("target", "test-classes").toAbsolutePath().toString();
  }

  private String send(String path, String body) {
    return jvm.send(
        "POST",
        server.url("localhost", path),
        ForkedJvm.FORM,
        Sender.Kind.BYTES,
        body.getBytes(StandardCharsets.UTF_8),
        0);
  }

  private static List<String> problems(Cli doctor) {
    return doctor.output().lines().filter(line -> line.startsWith("PROBLEM  ")).toList();
  }

  /** Waits until doctor names this problem, and nothing else. */
  private Cli assertOnlyProblem(String problem) throws Exception {
    Cli doctor = Cli.doctor(JDK, folder, jvm.pid(), problem);
    assertThat(doctor.exit()).as(doctor.output()).isEqualTo(1);
    assertThat(problems(doctor)).as(doctor.output()).hasSize(1);
    assertThat(problems(doctor).get(0)).contains(problem);
    return doctor;
  }

  /** Waits until doctor has nothing to report. */
  private void assertWell() throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(150);
    Cli doctor = Cli.run(JDK, folder, "doctor", Long.toString(jvm.pid()));
    while (doctor.exit() != 0) {
      assertThat(System.nanoTime()).as(doctor.output()).isLessThan(until);
      doctor = Cli.run(JDK, folder, "doctor", Long.toString(jvm.pid()));
    }
    assertThat(problems(doctor)).isEmpty();
    assertThat(doctor.output()).contains("guard    GUARDED");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, CLOSED})
  void aReceiverThatDoesNotTakeAlertsIsAProblemUntilItDoes(int refusal) throws Exception {
    answer = refusal;
    run(
        "UrlConnectionSender",
        "",
        ",alert.webhook.url=http://127.0.0.1:"
            + hook.getAddress().getPort()
            + "/,alert.webhook.secret=whsec_c2VjcmV0LW9mLXRoaXMtdGVzdC1vbmx5");
    assertThat(send("/v1/x", CHAT)).contains("BlockedRequestException");

    Cli doctor = assertOnlyProblem("alerts cannot be delivered to http://127.0.0.1");
    assertThat(doctor.output())
        .contains("outlet   webhook http://127.0.0.1", "delivered 0", ", failing: ")
        .contains("They wait in " + folder.toRealPath().resolve("journal"), "'alert-test' shows");

    answer = 204;
    assertWell();
  }

  @Test
  void anUnwovenClassAndAStuckWatchAreProblemsUntilTheyAreOver() throws Exception {
    runWithFaults();
    jvm.run(
        "arm",
        "dev/flowguard/agent/weave/Weaver.weave",
        "1",
        "false",
        "java.lang.OutOfMemoryError");
    assertThat(send("/v1/x", "note=fine")).isEqualTo("200");
    Cli doctor = Cli.doctor(JDK, folder, jvm.pid(), "is in use and not woven");
    assertThat(doctor.exit()).isEqualTo(1);
    assertThat(problems(doctor))
        .isNotEmpty()
        .allMatch(line -> line.contains("is in use and not woven"));
    jvm.run("disarm");
    assertWell();
    assertThat(send("/v1/x", CHAT)).contains("BlockedRequestException");

    jvm.run("arm", "dev/flowguard/agent/watch/PolicyWatch.look", "1", "false", "hang");
    String stuck = "the thread flowguard-watch has not come back for more than 10 seconds";
    assertOnlyProblem(stuck);
    assertThat(jvm.stderr()).contains("flowguard: problem: " + stuck);
    assertThat(send("/v1/x", CHAT)).contains("BlockedRequestException");
    jvm.run("disarm");
    assertWell();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Enforcement.use", "PolicyWatch.details"})
  void aPolicyThatCouldNotBeTakenForLackOfMemoryIsTakenOnceThereIsSome(String method)
      throws Exception {
    runWithFaults();
    assertThat(send("/v1/x", CHAT)).contains("BlockedRequestException");
    jvm.run(
        "arm", "dev/flowguard/agent/watch/" + method, "1", "true", "java.lang.OutOfMemoryError");

    Files.writeString(folder.resolve("policy.yaml"), String.format(POLICY, "") + "revision: 2\n");

    eventually("the policy", jvm::stderr, () -> jvm.stderr().contains("revision 2 is in force"));
    assertThat(jvm.stderr()).contains("flowguard-watch failed with java.lang.OutOfMemoryError");
    eventually(
        "its record",
        jvm::stderr,
        () -> jvm.journal().stream().anyMatch(line -> line.contains("policy replaced")));
  }

  @Test
  void aProblemThatCouldNotBeRecordedForLackOfMemoryIsRecordedOnceThereIsSome() throws Exception {
    runWithFaults();
    assertThat(send("/v1/x", CHAT)).contains("BlockedRequestException");
    jvm.run(
        "arm",
        "dev/flowguard/agent/record/Recorder.audit",
        "1",
        "true",
        "java.lang.OutOfMemoryError");

    Files.writeString(folder.resolve("policy.yaml"), "policy: [");

    eventually(
        "the record of the problem",
        jvm::stderr,
        () ->
            jvm.journal().stream()
                .anyMatch(line -> line.contains("\"problem\"") && line.contains("policy.refused")));
  }

  @Test
  void eachSourceIsListedWithWhatBecameOfIt() throws Exception {
    String sources =
        "{ method: \""
            + HANDLING
            + "#returned\" }, { method: \""
            + HANDLING
            + "#overriden\" }, { method: \"com.acme.Never#text\" }";
    run("SourceSender", sources, "");
    assertThat(send("/returned", "note=" + "words+that+a+user+has+written+in+a+chat+".repeat(2)))
        .contains("BlockedRequestException");

    Cli doctor =
        assertOnlyProblem(
            "the source method " + HANDLING + "#overriden of chat-conversation captures nothing");

    assertThat(problems(doctor).get(0))
        .endsWith("has no method overriden. Did you mean overridden? Correct it in the policy");
    String source = "source   method " + HANDLING;
    assertThat(doctor.output())
        .contains(source + "#returned of chat-conversation: matched 1 method, captured 1, last 20")
        .contains(source + "#overriden of chat-conversation: no such method: the class ")
        .contains("method com.acme.Never#text of chat-conversation: not yet seen, captured 0")
        .contains(
            "memory   method "
                + HANDLING
                + "#returned of chat-conversation: 1 value, the oldest seen ")
        .contains("; remembered 24 h; at the present rate the memory lasts ")
        .contains("; expired 0, evicted 0, thinned 0");

    Cli json = Cli.run(JDK, folder, "doctor", "--format", "json", Long.toString(jvm.pid()));
    assertThat(json.exit()).isEqualTo(1);
    assertThat(json.output().lines()).hasSize(1);
    assertThat(json.output())
        .startsWith("{\"process\":\"" + jvm.pid() + "\",\"program\":\"" + Driver.class.getName())
        .contains("\"problems\":[\"the source method ", "\"status\":{\"state\":\"GUARDED\"")
        .contains("\"remember_seconds\":86400,\"oldest_seconds\":", "\"lasts_seconds\":")
        .contains("\"expired\":0,\"evicted\":0,\"thinned\":0");

    Cli validate = Cli.run(JDK, folder, "validate", "policy.yaml", "--classpath", classes());
    assertThat(validate.exit()).as(validate.output()).isEqualTo(1);
    assertThat(validate.output())
        .contains("policy.yaml:3:", "has no method overriden. Did you mean overridden?")
        .contains("no class com.acme.Never on this class path")
        .doesNotContain("#returned");
  }

  @Test
  void whatTheApplicationItselfSendsAgainAndAgainIsListedAndPassesWhenAUserTypesIt()
      throws Exception {
    run("SourceSender", "{ method: \"" + HANDLING + "#returned\" }", "");
    String line = "Photo+pack+of+twenty+studio+portraits,+renewed+monthly";
    for (int i = 0; i < 24; i++) {
      assertThat(send("/v1/x", "note=" + line + "&customer=c" + i)).isEqualTo("200");
    }

    assertThat(send("/returned", "note=" + line)).isEqualTo("200");
    assertThat(send("/returned", "reason=" + line)).contains("BlockedRequestException");
    Cli doctor =
        Cli.doctor(JDK, folder, jvm.pid(), "form note to target: a value of 54 chars, in 25 req");
    assertThat(doctor.exit()).as(doctor.output()).isZero();
    assertThat(doctor.output())
        .contains("own      form note", "count    own values  1")
        .doesNotContain("portraits");
  }

  @Test
  void whatOneUserTypedAndStopsManyIsAnAlertWithTheLineThatLiftsIt() throws Exception {
    run(
        "SourceSender",
        "{ method: \"" + HANDLING + "#returned\" }",
        ",alert.webhook.template=slack,alert.webhook.url=http://127.0.0.1:"
            + hook.getAddress().getPort()
            + "/");
    String line = "Photo+pack+of+twenty+studio+portraits,+renewed+monthly";
    assertThat(send("/returned", "note=" + line)).contains("BlockedRequestException");
    for (int i = 0; i < 9; i++) {
      assertThat(send("/v1/x", "note=" + line + "&id=c" + i)).contains("BlockedRequestException");
      assertThat(send("/v1/x", "note=" + line + "&id=c" + i)).contains("BlockedRequestException");
    }
    assertThat(journal()).doesNotContain("stops requests of many callers");

    assertThat(send("/v1/x", "note=" + line + "&id=c10")).contains("BlockedRequestException");
    String sentence = "One value that was captured as chat-conversation stops requests to target";
    eventually("an alert", () -> received.toString().contains(sentence));

    assertThat(journal()).containsOnlyOnce("one captured value stops requests of many callers");
    Matcher said = Pattern.compile("public: .{2,4}public/([0-9a-f]{8}\\.txt)").matcher(journal());
    assertThat(said.find()).as(journal()).isTrue();
    assertThat(received.toString() + journal()).doesNotContain("portraits");

    Files.createDirectory(folder.resolve("public"));
    Files.writeString(folder.resolve("public").resolve(said.group(1)), line.replace('+', ' '));
    Files.writeString(
        folder.resolve("policy.yaml"),
        String.format(POLICY, "{ method: \"" + HANDLING + "#returned\" }")
            + "public: [\"public/"
            + said.group(1)
            + "\"]\n");
    eventually("no block", () -> send("/v1/x", "note=" + line + "&id=c11").equals("200"));
  }

  private String journal() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(folder.resolve("journal"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
