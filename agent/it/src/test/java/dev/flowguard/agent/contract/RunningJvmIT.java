package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be done to a JVM that runs: attach, look at it, another policy, the switch. */
@ParameterizedClass(name = "{0}")
@MethodSource("jdks")
class RunningJvmIT {
  private static final String SECRET =
      "My grandmother hid the deed of the vineyard in the frame of the second painting.";

  private static final String POLICY =
      """
      policy: running
      revision: %d
      mode: %s
      environments: { staging: observe, production: block }
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @Parameter Path jdk;
  @TempDir Path folder;

  private final List<ForkedJvm> jvms = new ArrayList<>();
  private RawServer server;

  static Stream<Path> jdks() {
    return Jdks.all().stream();
  }

  @BeforeEach
  void start() throws Exception {
    server = new RawServer(null);
    policy(1, "block");
  }

  @AfterEach
  void stop() throws Exception {
    for (ForkedJvm jvm : jvms) {
      jvm.close();
    }
    server.close();
  }

  private void policy(int revision, String mode) throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), String.format(POLICY, revision, mode));
  }

  private ForkedJvm jvm(TestClient client, String... options) throws IOException {
    ForkedJvm jvm =
        new ForkedJvm(
            jdk, folder, List.of(options), client.classPath(jdk), client.sender(), "x".repeat(40));
    jvms.add(jvm);
    return jvm;
  }

  private ForkedJvm guarded(String more) throws IOException {
    return jvm(
        TestClient.URL_CONNECTION,
        "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal" + more);
  }

  private String send(ForkedJvm jvm, String value) {
    return jvm.run(
        "now",
        "1",
        "POST",
        server.url("localhost", "/v1/x"),
        "Content-Type:application/x-www-form-urlencoded",
        Sender.Kind.BYTES.name(),
        Base64.getEncoder()
            .encodeToString(
                ("note=" + URLEncoder.encode(value, StandardCharsets.UTF_8)).getBytes()),
        "0");
  }

  private Cli attach(ForkedJvm jvm, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("attach", Long.toString(jvm.pid())));
    arguments.addAll(List.of("policy.yaml", "journal.dir=journal"));
    arguments.addAll(List.of(more));
    return Cli.run(jdk, folder, arguments.toArray(String[]::new));
  }

  @Test
  void aClientThatIsLoadedAndHasOpenConnectionsIsGuardedFromThenOn() throws Exception {
    for (TestClient client :
        List.of(
            TestClient.URL_CONNECTION,
            TestClient.JDK_HTTP,
            TestClient.OKHTTP_3,
            TestClient.OKHTTP_5)) {
      ForkedJvm jvm = jvm(client);
      assertThat(send(jvm, "fine")).as(client.sender()).isEqualTo("200");
      assertThat(send(jvm, SECRET)).as("%s without a guard", client.sender()).isEqualTo("200");
      assertThat(server.openConnections())
          .as("%s keeps a connection", client.sender())
          .isPositive();

      Cli attached = attach(jvm);
      assertThat(attached.exit()).as(attached.output()).isZero();
      assertThat(attached.output())
          .contains(
              "attached to " + jvm.pid() + ": GUARDED, mode block", "not reached: requests that");
      assertThat(jvm.run("protect", SECRET)).isEqualTo("protected");
      eventually(
          "the API to find the guard",
          () -> {
            jvm.run("protect", SECRET);
            return jvm.stderr().contains(": guarding target; mode block")
                && !send(jvm, SECRET).equals("200");
          });
      server.takeRequests();
      assertThat(send(jvm, SECRET)).as(client.sender()).contains("BlockedRequestException");
      assertThat(server.bodyBytes()).isZero();
      assertThat(send(jvm, "fine")).as(client.sender()).isEqualTo("200");
      jvm.close();
    }
  }

  @Test
  void attachingExplainsTheWarningThatNewerJvmsWrite() throws Exception {
    ForkedJvm jvm = jvm(TestClient.URL_CONNECTION);
    Cli attached = attach(jvm, "start-line=json");

    boolean warns = jdk.toString().contains("25");
    assertThat(attached.output().contains("JEP 451")).as(attached.output()).isEqualTo(warns);
    eventually("the start line", () -> jvm.stderr().contains("FLOWGUARD {\"state\":\"GUARDED\""));
    assertThat(jvm.stderr().contains("A Java agent has been loaded dynamically")).isEqualTo(warns);
    assertThat(jvm.stderr()).contains("\"attached\":\"while running\"", "\"not_reached\":[");
  }

  @Test
  void attachingAgainChangesNothing() throws Exception {
    ForkedJvm jvm = jvm(TestClient.URL_CONNECTION);
    attach(jvm);
    Cli again = attach(jvm);

    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.output())
        .contains("has a guard already: GUARDED", "'doctor " + jvm.pid() + "'");
  }

  @Test
  void aPolicyThatCannotBeReadLeavesTheJvmUnguardedAndSaysSo() throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), "policy: [");
    Cli attached = attach(jvm(TestClient.URL_CONNECTION));

    assertThat(attached.exit()).as(attached.output()).isEqualTo(1);
    assertThat(attached.output()).contains("UNGUARDED", "PROBLEM", "policy.yaml:1:10");
  }

  @Test
  void whatCannotBeAttachedToIsToldWithTheMend() throws Exception {
    Cli gone = Cli.run(jdk, folder, "attach", "4194301");
    assertThat(gone.exit()).isEqualTo(2);
    assertThat(gone.output()).contains("there is no process 4194301", "attach --list");

    Cli noNumber = Cli.run(jdk, folder, "attach", "my-service");
    assertThat(noNumber.output()).contains("'my-service' is not a process id");

    Cli nothing = Cli.run(jdk, folder, "attach");
    assertThat(nothing.exit()).isEqualTo(2);
    assertThat(nothing.output()).contains("name the process");

    ForkedJvm closed = jvm(TestClient.URL_CONNECTION, "-XX:-EnableDynamicAgentLoading");
    Cli refused = attach(closed);
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.output()).contains("-XX:-EnableDynamicAgentLoading", "-javaagent");
    assertThat(send(closed, SECRET)).isEqualTo("200");

    ForkedJvm unreachable = jvm(TestClient.URL_CONNECTION, "-XX:+DisableAttachMechanism");
    send(unreachable, "fine");
    Cli disabled = attach(unreachable);
    assertThat(disabled.exit()).isEqualTo(2);
    assertThat(disabled.output()).contains("-XX:+DisableAttachMechanism");
  }

  @Test
  void theDoctorTellsHowAJvmIsGuardedAndLoadsNothingIntoIt() throws Exception {
    ForkedJvm bare = jvm(TestClient.URL_CONNECTION, "-XX:-EnableDynamicAgentLoading");
    send(bare, "fine");
    String before = bare.stderr();
    Cli none = Cli.run(jdk, folder, "doctor", Long.toString(bare.pid()));
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.output())
        .contains(
            "PROBLEM  there is no guard. Start it with -javaagent",
            "flag     -XX:-EnableDynamicAgentLoading")
        .doesNotContain("xxxxxxxx");
    assertThat(bare.stderr()).isEqualTo(before);

    ForkedJvm jvm = guarded(",environment=production");
    send(jvm, "fine");
    eventually(
        "the counts",
        () ->
            Cli.run(jdk, folder, "doctor", Long.toString(jvm.pid()))
                .output()
                .contains("count    judged  1"));
    Cli good = Cli.run(jdk, folder, "doctor", Long.toString(jvm.pid()));
    assertThat(good.exit()).as(good.output()).isZero();
    assertThat(good.output())
        .contains(
            "guard    GUARDED",
            "policy   running, revision 1, from policy.yaml",
            "mode     block",
            "gate     urlconnection  fitted",
            "waiting  ",
            ": no class of these is loaded yet",
            "setting  environment  from agent argument",
            "agent    " + Cli.JAR)
        .doesNotContain("xxxxxxxx");
  }

  @Test
  void aListShowsWhichJvmsAreGuarded() throws Exception {
    ForkedJvm jvm = guarded("");
    ForkedJvm bare = jvm(TestClient.URL_CONNECTION);
    send(jvm, "fine");
    send(bare, "fine");
    Cli list = Cli.run(jdk, folder, "attach", "--list");

    assertThat(list.exit()).isZero();
    assertThat(list.output().lines())
        .anyMatch(line -> line.contains(jvm.pid() + "  guarded "))
        .anyMatch(line -> line.contains(bare.pid() + "  not guarded "));
    assertThat(list.output()).doesNotContain("xxxxxxxx");
  }

  @Test
  void anotherPolicyInTheFileIsPutInForceAndGarbageIsRefused() throws Exception {
    ForkedJvm jvm = guarded("");
    jvm.run("protect", SECRET);
    assertThat(send(jvm, SECRET)).contains("BlockedRequestException");

    Files.writeString(folder.resolve("policy.yaml"), "policy: running\nrules: ]");
    eventually("the refusal", () -> jvm.stderr().contains("the policy in force stays, revision 1"));
    assertThat(send(jvm, SECRET)).contains("BlockedRequestException");
    assertThat(jvm.journal()).anyMatch(line -> line.contains("policy refused, the old one stays"));

    policy(2, "observe");
    eventually("the reload", () -> jvm.stderr().contains("revision 2 is in force, mode observe"));
    assertThat(send(jvm, SECRET)).isEqualTo("200");

    policy(3, "block");
    eventually("the next", () -> jvm.stderr().contains("revision 3 is in force, mode block"));
    assertThat(send(jvm, SECRET)).contains("BlockedRequestException");
    assertThat(jvm.journal()).filteredOn(line -> line.contains("policy replaced")).hasSize(2);
  }

  @Test
  void aRequestDuringReloadsMeetsOnePolicyOrTheOther() throws Exception {
    assumeThat(jdk).as("once is enough").isEqualTo(Jdks.newest());
    ForkedJvm jvm = guarded("");
    jvm.run("protect", SECRET);
    for (int revision = 2; revision < 6; revision++) {
      policy(revision, "block");
      String wanted = "revision " + revision + " is in force";
      eventually(
          wanted,
          () -> {
            assertThat(send(jvm, SECRET)).contains("BlockedRequestException");
            return jvm.stderr().contains(wanted);
          });
    }
  }

  @Test
  void theEnvironmentChoosesTheMode() throws Exception {
    ForkedJvm staging = guarded(",environment=staging");
    staging.run("protect", SECRET);
    assertThat(send(staging, SECRET)).isEqualTo("200");
    assertThat(staging.stderr()).contains("; mode observe; ");

    ForkedJvm given = guarded(",environment=staging,mode=block");
    given.run("protect", SECRET);
    assertThat(send(given, SECRET)).contains("BlockedRequestException");

    ForkedJvm wrong = guarded(",environment=stageing");
    send(wrong, "fine");
    assertThat(wrong.stderr())
        .contains("the policy has no environment 'stageing'", "Did you mean 'staging'?");
  }

  @Test
  void theSwitchToObserveNeedsAReasonEndsAndIsRecorded() throws Exception {
    ForkedJvm jvm = guarded("");
    jvm.run("protect", SECRET);
    assertThat(send(jvm, SECRET)).contains("BlockedRequestException");
    String pid = Long.toString(jvm.pid());

    Cli silent = Cli.run(jdk, folder, "observe", pid);
    assertThat(silent.exit()).isEqualTo(2);
    assertThat(silent.output()).contains("a reason of at least 8 characters");
    Cli tooLong =
        Cli.run(jdk, folder, "observe", pid, "--minutes", "61", "--reason", "payments fail");
    assertThat(tooLong.output()).contains("between a second and 60 minutes");

    Cli on = Cli.run(jdk, folder, "observe", pid, "--reason", "payments fail, INC-4711");
    assertThat(on.exit()).as(on.output()).isZero();
    eventually("the switch", () -> jvm.stderr().contains("SWITCHED TO OBSERVE"));
    assertThat(send(jvm, SECRET)).isEqualTo("200");

    Cli end = Cli.run(jdk, folder, "observe", pid, "--end");
    assertThat(end.output()).contains("ended");
    eventually("its end", () -> jvm.stderr().contains("no longer switched to observe"));
    assertThat(send(jvm, SECRET)).contains("BlockedRequestException");
    assertThat(jvm.journal())
        .anyMatch(
            line ->
                line.contains("\"message\":\"switched to observe\"")
                    && line.contains("payments fail, INC-4711"))
        .anyMatch(
            line ->
                line.contains("\"message\":\"switch to observe ended\"")
                    && line.contains("\"violations meanwhile\":\"1\""));
  }

  @Test
  void theSwitchEndsByItselfAndRefusesWhatLastsTooLong() throws Exception {
    ForkedJvm jvm = guarded("");
    jvm.run("protect", SECRET);
    send(jvm, "fine");
    Path file = folder.resolve("journal").resolve("observe.switch");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "until: 2999-01-01T00:00:00Z\nreason: for ever and ever\n");
    eventually("the refusal", () -> jvm.stderr().contains("lasts longer than 60 minutes"));
    assertThat(send(jvm, SECRET)).contains("BlockedRequestException");

    Files.writeString(file, "until: " + Instant.now().plusSeconds(4) + "\nreason: a short while\n");
    eventually("the switch", () -> jvm.stderr().contains("SWITCHED TO OBSERVE"));
    assertThat(send(jvm, SECRET)).isEqualTo("200");
    eventually("its end", () -> jvm.stderr().contains("its time is over"));
    assertThat(send(jvm, SECRET)).contains("BlockedRequestException");
    assertThat(file).doesNotExist();
  }
}
