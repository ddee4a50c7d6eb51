package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Content that is captured where stack or memory ends, or while the guard fails, is known
 * afterwards; what is not is reported, and known once it is captured again.
 */
class CaptureFaultsIT {
  private static final int FAULTS = Integer.getInteger("flowguard.faults", 150) / 3;
  private static final long SEED = Long.getLong("flowguard.faults.seed", 1);

  private static final int MOST_CALLS = 20;

  private static final String PROCESSOR = "processor.example.test";
  private static final String BLOCKED = "BlockedRequestException: Blocked POST to target";
  private static final String LOST = "captured values are not known because of an error";

  private static final String POLICY =
      """
      policy: capture-faults
      processors: { target: { hosts: [processor.example.test], text: structured } }
      categories: { chat-conversation: {} }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  /** Where captured values are kept; what only judges is not meant. */
  private static final List<String> CAPTURE =
      List.of(
          "dev/flowguard/rules/provenance/",
          "dev/flowguard/agent/source/Sources",
          "dev/flowguard/agent/startup/CaptureThread");

  private static final List<String> KINDS =
      List.of(
          "java.lang.IllegalStateException",
          "java.lang.AssertionError",
          "java.lang.StackOverflowError",
          "java.lang.OutOfMemoryError",
          "java.lang.NoClassDefFoundError");

  @TempDir Path folder;

  private RawServer server;
  private ForkedJvm jvm;

  @BeforeEach
  void startServer() throws IOException {
    server = new RawServer(null);
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Files.writeString(folder.resolve("hosts"), "127.0.0.1 " + PROCESSOR);
  }

  @AfterEach
  void end() throws IOException {
    if (jvm != null) {
      jvm.close();
    }
    server.close();
  }

  private void fork(String... more) throws IOException {
    List<String> options = new ArrayList<>(Arrays.asList(more));
    options.add("-javaagent:" + AgentJar.PATH + "=policy=policy.yaml,journal.dir=journal");
    options.add("-Djdk.net.hosts.file=hosts");
    Path jdk = Jdks.all().get(0);
    TestClient client = TestClient.URL_CONNECTION;
    jvm = new ForkedJvm(jdk, folder, options, client.classPath(jdk), client.sender(), "");
  }

  private boolean isStopped(String text) {
    String result =
        jvm.send(
            "now",
            1,
            "POST",
            server.url(PROCESSOR, "/v1/x"),
            ForkedJvm.FORM,
            Sender.Kind.BYTES,
            ForkedJvm.form(text),
            0);
    assertThat(result)
        .satisfiesAnyOf(
            passed -> assertThat(passed).isEqualTo("200"),
            stopped -> assertThat(stopped).contains(BLOCKED));
    return !result.equals("200");
  }

  /** Texts, as {@link Exhaustion#text} makes them, that the guard does not know. */
  private List<Integer> unknown(int count) {
    List<Integer> unknown = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (!isStopped(Exhaustion.text(i))) {
        unknown.add(i);
      }
    }
    return unknown;
  }

  private void assertReported(List<Integer> unknown) throws Exception {
    if (!unknown.isEmpty()) {
      eventually("a report of the unknown texts " + unknown, jvm::stderr, this::isReported);
    }
  }

  /** Where memory ends, its record may be among those that are counted as lost. */
  private boolean isReported() {
    return jvm.stderr().contains(LOST)
        || jvm.journal().stream().anyMatch(line -> line.contains(LOST));
  }

  private void assertKnownOnceCapturedAgain(List<Integer> unknown) {
    for (int each : unknown) {
      jvm.run("protect", Exhaustion.text(each));
      assertThat(isStopped(Exhaustion.text(each))).as("text %d, captured again", each).isTrue();
    }
    jvm.run("protect", Exhaustion.text(-1));
    assertThat(isStopped(Exhaustion.text(-1))).as("a new text").isTrue();
    assertThat(isStopped("fine")).isFalse();
    assertThat(jvm.stderr()).doesNotContain("Could not initialize class dev.flowguard");
  }

  @ParameterizedTest(name = "after {0}")
  @ValueSource(strings = {"nothing", "a judgement", "a judgement and a capture"})
  void noDepthOfTheStackLosesATextUnseen(String before) throws Exception {
    fork();
    if (before.contains("judgement")) {
      assertThat(isStopped("fine")).isFalse();
    }
    if (before.contains("capture")) {
      jvm.run("protect", Exhaustion.text(-4));
    }

    int captured = Integer.parseInt(jvm.run("protect-deep"));

    assertThat(captured).isGreaterThan(Exhaustion.ALIKE);
    List<Integer> unknown = unknown(captured);
    assertThat(unknown).as("the last ones had stack enough").doesNotContain(captured - 1);
    assertReported(unknown);
    assertKnownOnceCapturedAgain(unknown);
  }

  @ParameterizedTest(name = "{0} KiB left")
  @ValueSource(ints = {0, 20, 100})
  void noTextIsLostUnseenWhereMemoryEnds(int kib) throws Exception {
    fork("-Xmx40m", "-XX:+UseSerialGC");
    assertThat(isStopped("fine")).isFalse();

    int captured = Integer.parseInt(jvm.run("protect-full", String.valueOf(kib)));

    List<Integer> unknown = unknown(captured);
    assertReported(unknown);
    assertKnownOnceCapturedAgain(unknown);
  }

  @Test
  void aFaultInACaptureLosesNothingUnseen() throws Exception {
    fork("-javaagent:" + FaultAgent.jar(folder) + "=" + FaultAgent.EVERY_METHOD);
    Map<String, Integer> calls = calls();
    List<String> methods = List.copyOf(calls.keySet());
    Random random = new Random(SEED);
    int thrown = 0;
    for (int i = 0; i < FAULTS; i++) {
      String method = methods.get(random.nextInt(methods.size()));
      String kind = KINDS.get(random.nextInt(KINDS.size()));
      boolean isOnce = random.nextBoolean();
      int call = 1 + random.nextInt(Math.min(MOST_CALLS, calls.get(method)));
      String what = kind + " in " + method + (isOnce ? " at call " : " from call ") + call;
      jvm.run("arm", method, String.valueOf(call), String.valueOf(isOnce), kind);
      assertThat(jvm.run("protect", Exhaustion.text(i))).as(what).isEqualTo("protected");
      thrown += Integer.parseInt(jvm.run("disarm")) > 0 ? 1 : 0;

      if (!isStopped(Exhaustion.text(i))) {
        assertReported(List.of(i));
        jvm.run("protect", Exhaustion.text(i));
        assertThat(isStopped(Exhaustion.text(i))).as("captured again after " + what).isTrue();
      }
      assertThat(isStopped("fine")).as("clean after " + what).isFalse();
    }
    System.out.printf("Faults in captures, seed %d: %d of %d thrown%n", SEED, thrown, FAULTS);
    assertThat(thrown).as("faults that were really thrown").isGreaterThan(FAULTS / 2);
  }

  /** Methods that run through a capture once everything is warm, and how often. */
  private Map<String, Integer> calls() {
    jvm.run("protect", Exhaustion.text(-2));
    assertThat(isStopped(Exhaustion.text(-2))).isTrue();
    jvm.run("record");
    jvm.run("protect", Exhaustion.text(-3));
    Map<String, Integer> calls = new TreeMap<>();
    for (String each : jvm.run("recorded").split(",")) {
      int end = each.lastIndexOf('=');
      if (CAPTURE.stream().anyMatch(each::startsWith)) {
        calls.put(each.substring(0, end), Integer.parseInt(each.substring(end + 1)));
      }
    }
    return calls;
  }
}
