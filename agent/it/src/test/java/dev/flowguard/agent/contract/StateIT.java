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
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each change of the guard's state, at start and later: recorded, alerted, shown by doctor. */
class StateIT {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String CHAT =
      "note=[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]";

  private static final String POLICY =
      """
      policy: state
      revision: %d
      mode: %s
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  private static final String NO_RULES =
      POLICY.substring(0, POLICY.indexOf("rules:")) + "rules: []\n";

  @TempDir Path folder;

  private final List<ForkedJvm> jvms = new ArrayList<>();
  private final List<String> alerts = new CopyOnWriteArrayList<>();
  private RawServer server;
  private HttpServer hook;

  @BeforeEach
  void open() throws Exception {
    server = new RawServer(null);
    hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext(
        "/",
        exchange -> {
          alerts.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    hook.start();
  }

  @AfterEach
  void close() throws Exception {
    for (ForkedJvm jvm : jvms) {
      jvm.close();
    }
    hook.stop(0);
    server.close();
  }

  private Path policy() {
    return folder.resolve("policy.yaml");
  }

  private void policy(int revision, String mode) throws IOException {
    Files.writeString(policy(), String.format(POLICY, revision, mode));
  }

  private ForkedJvm jvm(String more) throws IOException {
    ForkedJvm jvm =
        new ForkedJvm(
            JDK,
            folder,
            List.of(
                "-javaagent:"
                    + Cli.JAR
                    + "=policy=policy.yaml,journal.dir=journal,alert.webhook.url=http://127.0.0.1:"
                    + hook.getAddress().getPort()
                    + "/,alert.webhook.secret=whsec_c2VjcmV0LW9mLXRoaXMtdGVzdC1vbmx5"
                    + more),
            ForkedJvm.CLASS_PATH,
            "UrlConnectionSender",
            "x".repeat(40));
    jvms.add(jvm);
    return jvm;
  }

  private String send(ForkedJvm jvm) {
    byte[] body = CHAT.getBytes(StandardCharsets.UTF_8);
    return jvm.send(
        "POST", server.url("localhost", "/v1/x"), ForkedJvm.FORM, Sender.Kind.BYTES, body, 0);
  }

  /** Waits until journal and webhook have a record of this. */
  private void recordedAndAlerted(ForkedJvm jvm, String... words) throws Exception {
    String what = String.join(", ", words);
    eventually(
        "the record of " + what,
        () -> jvm.journal().stream().anyMatch(line -> hasAll(line, words)));
    eventually("the alert of " + what, () -> alerts.stream().anyMatch(each -> hasAll(each, words)));
  }

  private static boolean hasAll(String line, String... words) {
    for (String word : words) {
      if (!line.contains(word)) {
        return false;
      }
    }
    return true;
  }

  private Cli doctor(ForkedJvm jvm, String awaited) throws Exception {
    return Cli.doctor(JDK, folder, jvm.pid(), awaited);
  }

  private void assertDoctorNames(ForkedJvm jvm, String problem) throws Exception {
    Cli doctor = doctor(jvm, problem);
    assertThat(doctor.exit()).as(doctor.output()).isEqualTo(1);
    assertThat(doctor.output().lines().skip(1).toList().get(0)).startsWith("PROBLEM  ");
    assertThat(doctor.output().lines().filter(line -> line.startsWith("PROBLEM  ")))
        .anyMatch(line -> line.contains(problem));
  }

  @Test
  void aPolicyThatCannotBeReadAtStartIsAlertedAndTheFirstReadableOneGuards() throws Exception {
    Files.writeString(policy(), "policy: [");
    ForkedJvm jvm = jvm("");
    assertThat(send(jvm)).isEqualTo("200");
    recordedAndAlerted(jvm, "guard unguarded, nothing is judged", "policy.yaml:1:10");
    assertDoctorNames(jvm, "the guard is UNGUARDED: policy.yaml:1:10");

    policy(1, "block");
    eventually("the policy", () -> jvm.stderr().contains("revision 1 is in force, mode block"));
    assertThat(send(jvm)).contains("BlockedRequestException");
    recordedAndAlerted(jvm, "guard blocks again");
    Cli doctor = doctor(jvm, "guard    GUARDED");
    assertThat(doctor.exit()).as(doctor.output()).isZero();
  }

  @Test
  void whatIsNoRegularFileIsAnUnreadablePolicyAndHoldsNothingUp() throws Exception {
    fifo(policy());
    ForkedJvm jvm = jvm("");
    assertThat(send(jvm)).isEqualTo("200");
    recordedAndAlerted(jvm, "guard unguarded", "is not a regular file");

    Files.delete(policy());
    policy(1, "block");
    eventually("the policy", () -> jvm.stderr().contains("revision 1 is in force"));
    Files.delete(policy());
    fifo(policy());
    recordedAndAlerted(jvm, "policy refused, the old one stays", "is not a regular file");
    recordedAndAlerted(jvm, "\"problem\"", "policy.refused");
    assertThat(send(jvm)).contains("BlockedRequestException");
    assertDoctorNames(jvm, "the policy on disk cannot be used");

    Files.delete(policy());
    policy(1, "block");
    recordedAndAlerted(jvm, "problem solved", "policy.refused");
  }

  private static void fifo(Path path) throws Exception {
    Process made = new ProcessBuilder("mkfifo", path.toString()).start();
    assertThat(made.waitFor()).isZero();
  }

  @Test
  void eachModeOfAReloadedPolicyIsAlerted() throws Exception {
    policy(1, "block");
    ForkedJvm jvm = jvm("");
    assertThat(send(jvm)).contains("BlockedRequestException");

    policy(2, "observe");
    recordedAndAlerted(jvm, "guard observes, nothing is blocked");
    assertDoctorNames(jvm, "the guard observes and blocks nothing, by the policy");
    assertThat(send(jvm)).isEqualTo("200");

    policy(3, "off");
    recordedAndAlerted(jvm, "guard switched off", "mode off, from the policy");
    assertDoctorNames(jvm, "the guard is OFF: mode off, from the policy");

    Files.writeString(policy(), String.format(NO_RULES, 4, "block"));
    recordedAndAlerted(jvm, "guard unguarded", "no rule of the policy state reaches any recipient");
    assertDoctorNames(jvm, "no rule of the policy state reaches any recipient");

    policy(5, "block");
    recordedAndAlerted(jvm, "guard blocks again");
    assertThat(send(jvm)).contains("BlockedRequestException");
  }

  @Test
  void beingSwitchedOffAtStartIsAlerted() throws Exception {
    policy(1, "block");
    ForkedJvm jvm = jvm(",enabled=false");
    assertThat(send(jvm)).isEqualTo("200");

    recordedAndAlerted(jvm, "guard switched off", "enabled=false, from agent argument");
    assertDoctorNames(jvm, "the guard is OFF: enabled=false");
  }

  @Test
  void failStartEndsTheJvmOnlyWhereNothingWouldBeJudged() throws Exception {
    Files.writeString(policy(), String.format(NO_RULES, 1, "block"));
    ForkedJvm unguarded = jvm(",fail-start=true");
    assertThat(send(unguarded)).contains("the JVM has ended");
    assertThat(unguarded.stderr()).contains("UNGUARDED", "fail-start is set");
    recordedAndAlerted(unguarded, "guard unguarded");
    unguarded.close();

    policy(2, "block");
    ForkedJvm withProblem = jvm(",fail-start=true,evidence.key=short");
    assertThat(send(withProblem)).contains("BlockedRequestException");
    assertThat(withProblem.stderr()).contains("1 problem, run doctor");
    assertDoctorNames(withProblem, "the evidence key is shorter than 16 bytes");
    recordedAndAlerted(withProblem, "\"problem\"", "evidence.key");
  }

  @Test
  void aPolicyOfEqualSizeAndTimeIsNoticed() throws Exception {
    policy(1, "block  ");
    FileTime time = FileTime.from(Instant.parse("2024-01-01T00:00:00Z"));
    Files.setLastModifiedTime(policy(), time);
    ForkedJvm jvm = jvm("");
    assertThat(send(jvm)).contains("BlockedRequestException");

    Path next = folder.resolve("next.yaml");
    Files.writeString(next, String.format(POLICY, 2, "observe"));
    Files.setLastModifiedTime(next, time);
    assertThat(Files.size(next)).isEqualTo(Files.size(policy()));
    Files.move(next, policy(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    eventually("the policy", () -> jvm.stderr().contains("revision 2 is in force, mode observe"));
  }

  @Test
  void doctorNamesWhoObservesUntilWhenAndWhy() throws Exception {
    policy(1, "block");
    ForkedJvm jvm = jvm("");
    assertThat(send(jvm)).contains("BlockedRequestException");
    Cli on =
        Cli.run(
            JDK,
            folder,
            "observe",
            Long.toString(jvm.pid()),
            "--reason",
            "payments fail, INC-4711");
    assertThat(on.exit()).as(on.output()).isZero();

    eventually("the switch", () -> send(jvm).equals("200"));
    assertDoctorNames(jvm, "by " + System.getProperty("user.name") + ", until 2");
    assertDoctorNames(jvm, "payments fail, INC-4711");
  }

  @Test
  void recordsThatCannotBeWrittenAreAProblem() throws Exception {
    policy(1, "block");
    Files.writeString(folder.resolve("journal"), "in the way");
    ForkedJvm jvm = jvm("");
    assertThat(send(jvm)).contains("BlockedRequestException");

    assertDoctorNames(jvm, "records were lost");
  }

  @Test
  void validateRefusesAPolicyThatJudgesNothing() throws Exception {
    Files.writeString(policy(), String.format(NO_RULES, 1, "block"));
    Cli none = Cli.run(JDK, folder, "validate", "policy.yaml");
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.output()).contains("no rule reaches any recipient");

    policy(1, "off");
    Cli off = Cli.run(JDK, folder, "validate", "policy.yaml");
    assertThat(off.exit()).isEqualTo(1);
    assertThat(off.output()).contains("mode is off");
  }
}
