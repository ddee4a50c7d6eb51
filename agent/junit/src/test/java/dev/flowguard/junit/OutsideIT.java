package dev.flowguard.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the tests of {@code outside} in JVMs of their own, by the console launchers of the oldest
 * JUnit that is supported and of the newest 5 and 6.
 */
@ParameterizedClass(name = "JUnit {0} on JDK {1}")
@MethodSource("lines")
class OutsideIT {
  private static final Path AGENT = jar("it.agent");
  private static final Path JUNIT = jar("it.junit");
  private static final String OUTSIDE = "dev.flowguard.junit.outside.";

  private final String line;
  private final String java;

  @TempDir Path folder;

  OutsideIT(String line, String version, String java) {
    this.line = line;
    this.java = java;
  }

  static Stream<Arguments> lines() {
    List<Arguments> all = new ArrayList<>();
    for (String line : List.of("5.12", "5", "6")) {
      all.add(Arguments.of(line, "own", System.getProperty("java.home")));
    }
    File other = new File("/usr/lib/jvm/temurin-25-jdk-amd64");
    if (other.isDirectory()) {
      all.add(Arguments.of("6", "25", other.getPath()));
    }
    return all.stream();
  }

  private static Path jar(String property) {
    return Path.of(System.getProperty(property)).toAbsolutePath().normalize();
  }

  private record Run(int exit, String output) {
    /** Words of a test's line in the console's tree. */
    boolean passed(String test) {
      return output.lines().anyMatch(each -> each.contains(test + "()") && each.contains("[OK]"));
    }

    boolean failed(String test) {
      return output.lines().anyMatch(each -> each.contains(test + "()") && each.contains("[X]"));
    }
  }

  private Run run(String tests, String agent, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(java, "bin", "java").toString());
    if (agent != null) {
      command.add("-javaagent:" + AGENT + "=" + agent);
    }
    command.addAll(List.of(more));
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            Path.of("target", "consoles", "console-" + line + ".jar").toAbsolutePath().toString(),
            Path.of("target", "consoles", "wiremock.jar").toAbsolutePath().toString(),
            Path.of("target", "consoles", "event-loops").toAbsolutePath() + "/*",
            JUNIT.toString(),
            AGENT.toString(),
            Path.of("target", "test-classes").toAbsolutePath().toString()));
    command.addAll(
        List.of(
            "org.junit.platform.console.ConsoleLauncher",
            "execute",
            "--disable-banner",
            "--disable-ansi-colors",
            "--details=tree",
            "--details-theme=ascii",
            "--select-class=" + OUTSIDE + tests));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), output);
  }

  private static void assertAsNamed(Run run) {
    List<String> lines =
        run.output()
            .lines()
            .filter(each -> each.contains("()"))
            .filter(each -> each.contains("["))
            .toList();
    assertThat(lines).as(run.output()).isNotEmpty();
    for (String each : lines) {
      if (each.contains("passes")) {
        assertThat(each).as(run.output()).contains("[OK]");
      } else if (each.contains("fails")) {
        assertThat(each).as(run.output()).contains("[X]");
      }
    }
  }

  @Test
  void eachTestThatLeaksFailsAndNoOther() throws Exception {
    Run run = run("LeakingCases", "journal.dir=journal");

    assertThat(run.exit()).isEqualTo(1);
    assertAsNamed(run);
    assertThat(run.output())
        .contains(
            "chat-conversation -> stripe (blocked, rule no-content-to-processors)",
            "at     form note",
            "LeakingCases.post:",
            "@ExpectBlocked(processor = \"stripe\", category = \"chat-conversation\")",
            "Expecting nothing to reach stripe, but 1 requests have left")
        .doesNotContain("canary", "flowguard: attached while");
  }

  @Test
  void aTestFailsForWhatIsOnlyObservedToo() throws Exception {
    Run run = run("LeakingCases", "journal.dir=journal,mode=observe");

    assertThat(run.failed("failsWhereItSwallowsTheBlock")).as(run.output()).isTrue();
    assertThat(run.failed("failsOnAThreadOfItsOwn")).as(run.output()).isTrue();
    assertThat(run.passed("passesCleanRequest")).as(run.output()).isTrue();
    assertThat(run.output())
        .contains("chat-conversation -> stripe (sent", "it was seen and let pass");
  }

  @Test
  void ofTwoTestsAtOnceTheOneThatLeaksFails() throws Exception {
    Run run =
        run(
            "ParallelCases",
            "journal.dir=journal",
            "-Djunit.jupiter.execution.parallel.enabled=true");

    assertAsNamed(run);
    assertThat(run.output()).contains("this test caused 10 violations");
  }

  /** The event loop was started by a clean test, which runs while another one leaks over it. */
  @Test
  void ofFourTestsAtOnceEachAnswersForWhatItSendsItself() throws Exception {
    Run run =
        run(
            "EventLoopCases",
            "journal.dir=journal",
            "-Djunit.jupiter.execution.parallel.enabled=true",
            "-Djunit.jupiter.execution.parallel.config.strategy=fixed",
            "-Djunit.jupiter.execution.parallel.config.fixed.parallelism=4");

    assertAsNamed(run);
    assertThat(run.exit()).as(run.output()).isEqualTo(1);
    assertThat(run.output())
        .contains("failsWhichLeaksOnItsOwnThread")
        .contains("failsWhichLeaksOverTheLoop")
        .contains("this test caused a violation")
        .doesNotContain("something of no test caused a violation");
  }

  @Test
  void whatBelongsToNoTestFailsTheRun() throws Exception {
    Run run = run("StragglerCases", "journal.dir=journal");

    assertThat(run.passed("passesThoughItsThreadLeaksLater")).as(run.output()).isTrue();
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.output()).contains("something of no test caused a violation");
  }

  @Test
  void theEndOfTheRunNamesSourcesThatHaveCapturedNothing() throws Exception {
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        policy: chats
        processors: { stripe: { catalogue: stripe } }
        categories:
          chat-conversation: { sources: [{ http-in: "POST /chat/**" }] }
        rules: [{ id: no-chats, never: [chat-conversation], reach: [stripe] }]
        """);

    Run run = run("StragglerCases", "journal.dir=journal,policy=policy.yaml");

    assertThat(run.output())
        .contains("flowguard: not proven by these tests: ")
        .contains("http-in POST /chat/**");
    assertThat(run("StragglerCases", "journal.dir=journal").output()).doesNotContain("not proven");
  }

  @Test
  void attachesItselfWithOneLineOfWarning() throws Exception {
    Run run = run("LeakingCases", null, "-Dflowguard.journal.dir=journal");

    assertAsNamed(run);
    assertThat(run.output().lines().filter(each -> each.startsWith("flowguard: attached while")))
        .hasSize(1);
  }

  @Test
  void everyTestFailsWhereTheGuardDoesNotWatch() throws Exception {
    Run unguarded = run("LeakingCases", "policy=missing.yaml");
    assertThat(unguarded.exit()).isEqualTo(1);
    assertThat(unguarded.output())
        .contains("the guard is UNGUARDED", "missing.yaml does not exist");

    Run off = run("LeakingCases", "mode=off");
    assertThat(off.exit()).isEqualTo(1);
    assertThat(off.output()).contains("the guard is OFF: mode off");

    assumeThat(line).as("once is enough").isEqualTo("5");
    Files.writeString(folder.resolve("flowguard.yaml"), "enabled: false\n");
    Run disabled = run("LeakingCases", "journal.dir=journal");
    assertThat(disabled.exit()).isEqualTo(1);
  }
}
