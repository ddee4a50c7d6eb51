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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of records and alerts when processes die, and when their receiver does. */
class AlertDurabilityIT {
  private static final int ROUNDS = Integer.getInteger("flowguard.kill.rounds", 8);
  private static final int FLOOD = Integer.getInteger("flowguard.outage.violations", 3_000);
  private static final Pattern UID = Pattern.compile("\"metadata\":\\{[^}]*\"uid\":\"([^\"]+)\"");

  private static final String POLICY =
      """
      policy: alerts
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir Path folder;

  private AlertReceiver receiver;

  @BeforeEach
  void listen() throws Exception {
    receiver = new AlertReceiver();
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private Process start(int count, int threads, long seed, String more) throws Exception {
    String agent =
        "-javaagent:"
            + AgentJar.PATH
            + "=policy.yaml,journal.dir=journal,alert.webhook.url="
            + receiver.hook()
            + ",alert.webhook.secret=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
            + ",alert.max-per-minute=1000000"
            + more;
    String classPath = Path.of("target", "test-classes").toAbsolutePath() + ":" + AgentJar.PATH;
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            agent,
            "-cp",
            classPath,
            Violator.class.getName(),
            receiver.processor(),
            Integer.toString(count),
            Integer.toString(threads),
            Long.toString(seed))
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.appendTo(StandardError.in(folder)))
        .start();
  }

  private static BufferedReader out(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private Map<String, Integer> recorded() throws Exception {
    Map<String, Integer> times = new HashMap<>();
    try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
        for (String line : Files.readAllLines(file)) {
          Matcher uid = UID.matcher(line);
          if (line.contains("\"is_alert\":true") && uid.find()) {
            times.merge(uid.group(1), 1, Integer::sum);
          }
        }
      }
    }
    return times;
  }

  private long spoolBytes() throws Exception {
    long bytes = 0;
    Path spool = folder.resolve("journal/alerts");
    if (Files.isDirectory(spool)) {
      try (Stream<Path> files = Files.walk(spool)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
          bytes += Files.size(file);
        }
      }
    }
    return bytes;
  }

  @Test
  void whatAnApplicationSawStoppedIsRecordedOnceAndAlertedHoweverItDies() throws Exception {
    List<String> seen = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Process process = start(1_000_000, 4, round, "");
      try (BufferedReader out = out(process)) {
        // Killed at another point each time, in the middle of its work.
        int enough = 1 + round * 7 % 60;
        for (int i = 0; i < enough; i++) {
          seen.add(out.readLine());
        }
        process.toHandle().destroyForcibly(); // unlike Process, leaves what it has said to be read
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          if (line.length() == 36) {
            seen.add(line);
          }
        }
      }
      process.waitFor(10, TimeUnit.SECONDS);
    }
    assertThat(seen).allMatch(id -> id != null && id.length() == 36);
    Process last = start(1, 1, ROUNDS, "");
    eventually(
        "all alerts",
        120,
        () -> StandardError.of(folder),
        () -> receiver.events().containsAll(seen));
    last.destroyForcibly();

    assertThat(recorded()).containsAllEntriesOf(once(seen));
    assertThat(receiver.bytesAtProcessor()).isZero();
    System.out.printf(
        "kill -9: %d rounds, %d violations seen, each recorded once and alerted%n",
        ROUNDS, seen.size());
  }

  private static Map<String, Integer> once(List<String> ids) {
    Map<String, Integer> times = new HashMap<>();
    ids.forEach(id -> times.merge(id, 1, Integer::sum));
    return times;
  }

  @Test
  void aReceiverThatIsDeadAllTheWhileDelaysNobodyAndGetsWhatTheSpoolHolds() throws Exception {
    receiver.die();
    Process process = start(FLOOD, 4, 1, ",alert.spool-mib=1");
    try (BufferedReader out = out(process)) {
      List<String> seen = new ArrayList<>();
      long began = System.nanoTime();
      for (String line = out.readLine(); !"done".equals(line); line = out.readLine()) {
        seen.add(line);
      }
      long millis = (System.nanoTime() - began) / 1_000_000;
      assertThat(seen).hasSize(FLOOD).allMatch(id -> id.length() == 36);
      assertThat(recorded()).containsAllEntriesOf(once(seen));
      // The cap, and what the guard has to say of itself.
      assertThat(spoolBytes()).isLessThanOrEqualTo((1L << 20) + (256 << 10));
      long spooled = spoolBytes();
      receiver.recover();
      eventually("the drops", 120, () -> StandardError.of(folder), () -> droppedTold() > 0);
      eventually(
          "the rest",
          300,
          () -> StandardError.of(folder),
          () -> receiver.events().size() + droppedTold() >= FLOOD);

      assertThat(receiver.events().size() + droppedTold()).isEqualTo(FLOOD);
      assertThat(receiver.bytesAtProcessor()).isZero();
      System.out.printf(
          "outage: %d violations in %d ms, spool %d bytes, dropped and reported %d, delivered %d%n",
          FLOOD, millis, spooled, droppedTold(), receiver.events().size());
    } finally {
      process.destroyForcibly();
      process.waitFor(10, TimeUnit.SECONDS);
    }
  }

  private long droppedTold() {
    Pattern dropped = Pattern.compile("\"facts\":\\{[^}]*\"spool full\":\"(\\d+)\"");
    long sum = 0;
    for (String audit : receiver.audits()) {
      Matcher count = dropped.matcher(audit);
      sum += count.find() ? Long.parseLong(count.group(1)) : 0;
    }
    return sum;
  }
}
