package dev.flowguard.agent.alert;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.contract.AgentJar;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clumsy operators, and disks that fail: a clear message each, and decisions go on. */
class AlertTroubleIT {
  private static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private static final String POLICY =
      """
      policy: alerts
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir Path folder;

  private final List<Process> processes = new ArrayList<>();
  private AlertReceiver receiver;

  @BeforeEach
  void listen() throws Exception {
    receiver = new AlertReceiver();
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
  }

  @AfterEach
  void stop() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly();
      process.waitFor(10, TimeUnit.SECONDS);
    }
    receiver.close();
  }

  private static String jar() {
    return AgentJar.PATH.toString();
  }

  /** Leaks so often, in a JVM with these settings, and returns what came of each. */
  private List<String> leak(int count, String settings, String... before) throws Exception {
    List<String> command = new ArrayList<>(List.of(before));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData",
            "-javaagent:" + jar() + "=policy.yaml," + settings,
            "-cp",
            Path.of("target", "test-classes").toAbsolutePath() + ":" + jar(),
            Violator.class.getName(),
            receiver.processor(),
            Integer.toString(count),
            "1",
            Integer.toString(processes.size())));
    if (before.length > 0) {
      String line = String.join(" ", command.subList(before.length, command.size()));
      command = new ArrayList<>(List.of(before));
      command.add(command.remove(command.size() - 1) + line);
    }
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(StandardError.in(folder)))
            .start();
    processes.add(process);
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    List<String> results = new ArrayList<>();
    for (String line = out.readLine(); !"done".equals(line); line = out.readLine()) {
      assertThat(line).as(() -> StandardError.of(folder)).isNotNull();
      results.add(line);
    }
    return results;
  }

  private static void assertBlocked(List<String> results) {
    assertThat(results).allMatch(result -> result.length() == 36);
  }

  private String webhook() {
    return "alert.webhook.url=" + receiver.hook() + ",alert.webhook.secret=" + SECRET;
  }

  @Test
  void aWebhookThatCannotBeReachedIsToldOnceAndDecisionsGoOn() throws Exception {
    assertBlocked(
        leak(
            20,
            "journal.dir=journal,alert.webhook.url=http://127.0.0.1:1/hook,alert.webhook.secret="
                + SECRET));
    eventually(
        "the message",
        () -> StandardError.of(folder),
        () -> StandardError.of(folder).contains("alerts cannot be delivered to"));

    assertThat(StandardError.of(folder))
        .contains("http://127.0.0.1:1 (json)", "ConnectException", "tried again; 'alert-test'")
        .doesNotContain(SECRET);
    assertThat(StandardError.of(folder).split("lerts cannot be delivered", -1)).hasSize(2);
  }

  @Test
  void aSecretFileThatIsMissingIsToldAndAlertsWaitForIt() throws Exception {
    Path secret = folder.resolve("secret");
    assertBlocked(
        leak(
            5,
            "journal.dir=journal,alert.webhook.url="
                + receiver.hook()
                + ",alert.webhook.secret.file="
                + secret));
    assertThat(StandardError.of(folder))
        .contains(
            "1 problem, run doctor", "alert.webhook.secret.file " + secret + " cannot be read");
    Files.writeString(secret, SECRET);
    eventually("the alerts", () -> StandardError.of(folder), () -> receiver.events().size() == 5);
  }

  @Test
  void aWebhookAtAProcessorIsRefused() throws Exception {
    assertBlocked(
        leak(
            5,
            "journal.dir=journal,alert.webhook.url="
                + receiver.hook().replace("127.0.0.1", "localhost")
                + ",alert.webhook.secret="
                + SECRET));

    assertThat(StandardError.of(folder))
        .contains("1 problem, run doctor", "leads to a declared processor (localhost)");
    assertThat(receiver.events()).isEmpty();
  }

  @Test
  void aFolderThatCannotBeWrittenIsReportedAndBlocksAndAlertsGoOn() throws Exception {
    Files.writeString(folder.resolve("file"), "in the way");
    List<String> blocked = leak(20, "journal.dir=file/journal," + webhook());
    assertBlocked(blocked);

    eventually(
        "the message",
        () ->
            StandardError.of(folder).contains("cannot be written")
                && StandardError.of(folder)
                    .contains("Violations are blocked all the same, but not recorded"));
    eventually(
        "the alerts", () -> StandardError.of(folder), () -> receiver.events().containsAll(blocked));
    assertThat(receiver.bytesAtProcessor()).isZero();
  }

  @Test
  void anAlertingServiceThatIsAProcessorTooGetsAlertsWithoutRecords() throws Exception {
    receiver.keepBodies();
    assertBlocked(
        leak(
            3,
            "service=pixchat,journal.dir=journal,alert.webhook.template=slack,alert.webhook.url="
                + receiver.hook().replace("127.0.0.1", "localhost")));

    eventually("the alerts", () -> StandardError.of(folder), () -> receiver.bodies().size() >= 3);
    assertThat(receiver.bodies())
        .allMatch(body -> body.contains("pixchat"))
        .noneMatch(body -> body.contains("class_uid"));
  }

  @Test
  void aDiskThatFillsUpIsToldAndBlocksStand() throws Exception {
    // No file may grow beyond 40 KiB: to the process that is a full disk.
    List<String> results =
        leak(200, "journal.dir=journal," + webhook(), "bash", "-c", "ulimit -f 40; exec ");

    assertBlocked(results);
    assertThat(receiver.bytesAtProcessor()).isZero();
    eventually(
        "the message",
        () ->
            StandardError.of(folder).contains("cannot be written")
                && StandardError.of(folder).contains("make the folder writable"));
    try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
        assertThat(Files.readAllLines(file)).allMatch(line -> line.endsWith("\"}"));
      }
    }
  }

  @Test
  void twoJvmsShareAFolderAndEachOnesAlertsArrive() throws Exception {
    List<String> first = leak(30, "journal.dir=journal," + webhook());
    List<String> second = leak(30, "journal.dir=journal," + webhook());
    eventually(
        "alerts of both",
        () -> StandardError.of(folder),
        () -> receiver.events().containsAll(first) && receiver.events().containsAll(second));
    try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
      assertThat(files.filter(each -> each.toString().endsWith(".jsonl"))).hasSize(2);
    }
  }

  private record Cli(int exit, String output) {}

  private Cli alertTest(String... settings) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                jar(),
                "alert-test"));
    command.addAll(List.of(settings));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("FLOWGUARD_"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(60, TimeUnit.SECONDS);
    return new Cli(process.exitValue(), output);
  }

  @Test
  void alertTestSaysWhatCameBack() throws Exception {
    String url = "alert.webhook.url=" + receiver.hook();
    String secret = "alert.webhook.secret=" + SECRET;
    Cli good = alertTest(url, secret);
    assertThat(good.exit()).as(good.output()).isZero();
    assertThat(good.output()).contains("taken by http://127.0.0.1", "status 204");
    assertThat(receiver.audits()).hasSize(1).allMatch(body -> body.contains("is a test, not"));

    receiver.die();
    Cli refused = alertTest(url, secret);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.output()).contains("NOT taken by", "status 503");

    Cli dead = alertTest("alert.webhook.url=http://127.0.0.1:1/", secret);
    assertThat(dead.exit()).isEqualTo(1);
    assertThat(dead.output()).contains("ConnectException").doesNotContain(SECRET);
  }

  @Test
  void alertTestNamesWhatIsWrongWithTheSettings() throws Exception {
    assertThat(alertTest().output()).contains("alert.webhook.url is not set");
    assertThat(alertTest("alert.webhook.url=" + receiver.hook()).output())
        .contains("alert.webhook.secret is not set", "32 random bytes");
    assertThat(alertTest("alert.webhook.ulr=x").output()).contains("Did you mean");
    assertThat(
            alertTest(
                    "alert.webhook.url=https://api.stripe.com/x", "alert.webhook.secret=" + SECRET)
                .output())
        .contains("leads to a declared processor (api.stripe.com)");
    assertThat(alertTest("alert.webhook.url=http://alerts.example/").output())
        .contains("must be https");
    Cli missing =
        alertTest(
            "alert.webhook.url=" + receiver.hook(), "alert.webhook.secret.file=" + folder + "/no");
    assertThat(missing.exit()).isEqualTo(2);
    assertThat(missing.output()).contains("/no cannot be read");
  }
}
