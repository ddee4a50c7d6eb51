package dev.flowguard.agent.alert;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flowguard.agent.contract.AgentJar;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Another user of the machine, who has made the journal's folder first, or shares it. The service
 * runs as a user of its own, which takes root and {@code setpriv} (util-linux).
 */
class LocalUserIT {
  private static final int ATTACKER = 12_345;
  private static final int SERVICE = 23_456;
  private static final int GROUP = 34_567;

  private static final String POLICY =
      """
      policy: local
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  private final List<Process> processes = new ArrayList<>();
  private AlertReceiver receiver;
  private Path folder;

  @BeforeEach
  void listen() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "gives files to other users");
    assumeTrue(
        Stream.of("/usr/bin/setpriv", "/bin/setpriv").anyMatch(x -> Files.exists(Path.of(x))));
    receiver = new AlertReceiver();
    folder = Files.createTempDirectory("flowguard-local");
    Files.setAttribute(folder, "unix:mode", 0755);
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    // Where the user of the service may read: the build's folder may be root's alone.
    Files.copy(AgentJar.PATH, folder.resolve("agent.jar"));
    Path classes = Path.of("target", "test-classes");
    for (String each : List.of("Violator.class")) {
      Path to = folder.resolve("classes/dev/flowguard/agent/alert/" + each);
      Files.createDirectories(to.getParent());
      Files.copy(classes.resolve("dev/flowguard/agent/alert/" + each), to);
    }
    Path work = Files.createDirectory(folder.resolve("work"));
    own(work, SERVICE);
  }

  @AfterEach
  void stop() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly();
      process.waitFor(10, TimeUnit.SECONDS);
    }
    if (receiver != null) {
      receiver.close();
    }
    if (folder != null) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static Path own(Path path, int user) throws IOException {
    Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
    return path;
  }

  private static Path mode(Path path, int mode) throws IOException {
    Files.setAttribute(path, "unix:mode", mode);
    return path;
  }

  /** Leaks as the service's user and returns what came of it. */
  private List<String> leak(Path journal, int count) throws Exception {
    Process process =
        new ProcessBuilder(
                "setpriv",
                "--reuid=" + SERVICE,
                "--regid=" + SERVICE,
                "--groups=" + GROUP,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-javaagent:"
                    + folder.resolve("agent.jar")
                    + "=policy="
                    + folder.resolve("policy.yaml")
                    + ",journal.dir="
                    + journal
                    + ",alert.webhook.url="
                    + receiver.hook()
                    + ",alert.webhook.secret=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                "-cp",
                folder.resolve("classes") + ":" + folder.resolve("agent.jar"),
                Violator.class.getName(),
                receiver.processor(),
                Integer.toString(count),
                "1",
                "1")
            .directory(folder.resolve("work").toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(StandardError.in(folder)))
            .start();
    processes.add(process);
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    List<String> results = new ArrayList<>();
    for (String line = out.readLine(); !"done".equals(line); line = out.readLine()) {
      assertThat(line).as(StandardError.of(folder)).isNotNull();
      results.add(line);
    }
    assertThat(results).hasSize(count).allMatch(result -> result.length() == 36);
    assertThat(receiver.bytesAtProcessor()).isZero();
    return results;
  }

  private void awaitAlerts(List<String> ids) throws Exception {
    eventually(
        "the alerts of " + ids,
        () -> StandardError.of(folder),
        () -> receiver.events().containsAll(ids));
  }

  /** The watch prints problems, each second. */
  private void awaitProblem(String text) throws Exception {
    eventually(
        "the problem: " + text,
        () -> StandardError.of(folder),
        () -> StandardError.of(folder).contains(text));
  }

  private static String records(Path journal) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(journal)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  @Test
  void aFolderThatAnotherUserHasPreparedIsNotUsedAndNothingOfTheServiceIsTouched()
      throws Exception {
    Path home = mode(own(Files.createDirectory(folder.resolve("home")), SERVICE), 0700);
    Path key = own(Files.writeString(home.resolve("stripe.key"), "sk_live_no_newline"), SERVICE);
    Path keys = own(Files.writeString(home.resolve("authorized_keys"), "precious\n"), SERVICE);
    Path data = own(Files.createDirectory(home.resolve("data")), SERVICE);
    Path file = own(Files.writeString(data.resolve("a.txt"), "1\n"), SERVICE);
    Path open = mode(Files.createDirectory(folder.resolve("open")), 01777);
    Path journal = mode(own(Files.createDirectory(open.resolve("fg")), ATTACKER), 0777);
    Path alerts = mode(own(Files.createDirectory(journal.resolve("alerts")), ATTACKER), 0777);
    String name = "flowguard-20260101T000000000Z-";
    own(Files.createSymbolicLink(journal.resolve(name + "1.jsonl"), key), ATTACKER);
    own(Files.writeString(journal.resolve(name + "2.jsonl"), "x\nssh-ed25519 theirs"), ATTACKER);
    own(Files.createSymbolicLink(journal.resolve(name + "2.jsonl.torn"), keys), ATTACKER);
    own(Files.createSymbolicLink(alerts.resolve("20200101T000000000Z-1"), data), ATTACKER);
    own(
        Files.writeString(
            journal.resolve("observe.switch"),
            "until: 2999-01-01T00:00:00Z\nreason: because I can\nby: nobody\n"),
        ATTACKER);
    List<String> blocked = leak(journal, 5);
    awaitAlerts(blocked);

    assertThat(key).hasContent("sk_live_no_newline");
    assertThat(keys).hasContent("precious\n");
    assertThat(file).exists();
    awaitProblem("belongs to another user (12345)");
  }

  @Test
  void aVolumeOfRootAndAGroupHoldsAFolderOfTheService() throws Exception {
    for (int mode : new int[] {02770, 02775, 02777}) {
      Path volume = Files.createDirectory(folder.resolve("volume" + mode));
      Files.setAttribute(volume, "unix:gid", GROUP);
      mode(volume, mode);
      List<String> blocked = leak(volume, 3);
      awaitAlerts(blocked);

      Path own = volume.resolve("flowguard-" + SERVICE);
      assertThat((int) Files.getAttribute(own, "unix:mode") & 0777).isEqualTo(0700);
      assertThat(records(own)).contains(blocked);
    }
  }

  @Test
  void aLinkInPlaceOfTheFolderLeadsNowhere() throws Exception {
    Path home = mode(own(Files.createDirectory(folder.resolve("home")), SERVICE), 0700);
    Path open = mode(Files.createDirectory(folder.resolve("open")), 01777);
    Path link = own(Files.createSymbolicLink(open.resolve("fg"), home), ATTACKER);
    awaitAlerts(leak(link, 3));

    assertThat(home).isEmptyDirectory();
    awaitProblem("everybody can write to");
  }
}
