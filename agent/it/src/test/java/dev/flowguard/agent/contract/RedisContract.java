package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.databases.DatabaseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every client of Redis with a tap must do: what the application has read from a declared key,
 * or written to it, is known at once, by whatever command and in whatever way; values of other keys
 * are not, and the application gets what it would get without the agent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SourceCoverage("redis")
abstract class RedisContract {
  private static final String POLICY =
      """
      policy: redis
      processors: { target: { hosts: [localhost], text: structured } }
      categories:
        chats:
          sources:
            - { redis: "chat:*:history" }
            - { redis: "profile:*", fields: ["$.messages[*].text"], owner: "$.user" }
            - { redis: "chats:*" }
      rules: [{ id: no-content, never: [chats], reach: [target] }]
      """;

  @TempDir static Path root;

  private final List<String> classPath = new ArrayList<>();
  private DatabaseServer server;
  private RawServer processor;

  /** One instance of this class runs all versions, one after the other. */
  private Subject running;

  private RunningProgram program;
  private Map<String, String> outcomes = Map.of();

  /**
   * A version of a client.
   *
   * @param program simple name of its class
   * @param sources folder of its source
   * @param ways in which commands are carried out
   * @param unsupported cases that it does not have
   */
  record Subject(
      String artifact, String program, String sources, Set<String> ways, Set<String> unsupported) {
    Subject {
      ways = Set.copyOf(ways);
      unsupported = Set.copyOf(unsupported);
    }

    @Override
    public String toString() {
      return artifact;
    }
  }

  abstract Subject subject();

  @BeforeAll
  void startServer() throws Exception {
    server = DatabaseServer.redis();
  }

  @AfterAll
  void stopAll() throws Exception {
    stop();
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void run() throws Exception {
    if (subject().equals(running)) {
      return;
    }
    stop();
    running = subject();
    processor = new RawServer(null);
    classPath.clear();
    List<String> jars =
        Artifacts.resolve(List.of(running.artifact())).stream().map(Path::toString).toList();
    Path sources = Path.of("src", "test", "clients", running.sources());
    classPath.add(CompiledSources.of(Jdks.all().get(0), sources, jars).toString());
    classPath.addAll(jars);
    program = RunningProgram.guarded(folder(), POLICY, classPath, mainClass(), arguments());
    outcomes = program.outcomes();
  }

  private static Path folder() throws IOException {
    return Files.createTempDirectory(root, "client");
  }

  private String mainClass() {
    return RedisProgram.class.getPackageName() + "." + running.program();
  }

  private String[] arguments() {
    return new String[] {Integer.toString(server.port()), processor.url("localhost", "/leak")};
  }

  private void stop() throws Exception {
    if (program != null) {
      program.close();
      program = null;
      processor.close();
    }
  }

  @Test
  void sendsWhatTheApplicationHasNotRead() {
    assertAll(Leak.SENT, "unread");
  }

  @Test
  void stopsWhatTheApplicationHasReadByWhateverCommand() {
    assertStoppedOrUnsupported("read", 18);
  }

  @Test
  void stopsWhatTheApplicationHasOnlyWritten() {
    assertStoppedOrUnsupported("write", 12);
  }

  private void assertStoppedOrUnsupported(String does, int commands) {
    Map<String, String> others = new TreeMap<>();
    Set<String> unsupported = new TreeSet<>();
    int cases = 0;
    for (Map.Entry<String, String> each : outcomes.entrySet()) {
      String name = each.getKey();
      String ofWay = name.substring(name.indexOf(' ') + 1);
      if (!ofWay.startsWith(does + " ")) {
        continue;
      }
      cases++;
      if (each.getValue().equals(RedisProgram.UNSUPPORTED)) {
        unsupported.add(name);
      } else if (!each.getValue().equals(Leak.STOPPED)) {
        others.put(name, each.getValue());
      }
    }

    assertThat(others).isEmpty();
    Set<String> expected = new TreeSet<>(subject().unsupported());
    expected.removeIf(each -> !each.contains(" " + does + " "));
    assertThat(unsupported).isEqualTo(expected);
    assertThat(cases).isEqualTo(commands * subject().ways().size());
  }

  @Test
  void sendsWhatIsOfAnotherKey() {
    assertAll(Leak.SENT, "other key", "other key written", "other of several");
  }

  @Test
  void sendsTheNameOfAField() {
    assertAll(Leak.SENT, "name of a field");
  }

  @Test
  void stopsADeclaredFieldAndNoOther() {
    assertAll(Leak.STOPPED, "declared field");
    assertAll(Leak.SENT, "other field");
  }

  @Test
  void knowsTheKeysOfRepliesAfterAnError() {
    assertAll("true", "was refused");
    assertAll(Leak.STOPPED, "before error", "after error", "last after error");
    assertAll(Leak.SENT, "other after error");
  }

  @Test
  void stopsAPartOfALargeValue() {
    assertAll(Leak.STOPPED, "large");
  }

  @Test
  void stopsWhatAnotherThreadSendsAtOnce() {
    Map<String, String> callbacks = new TreeMap<>(outcomes);
    callbacks.keySet().removeIf(name -> !name.startsWith("callback"));

    assertThat(callbacks.values()).allMatch(Leak.STOPPED::equals);
  }

  private void assertAll(String outcome, String... names) {
    Map<String, String> others = new TreeMap<>();
    for (String way : subject().ways()) {
      for (String name : names) {
        String actual = outcomes.get(way + " " + name);
        if (!outcome.equals(actual)) {
          others.put(way + " " + name, actual);
        }
      }
    }
    assertThat(others).isEmpty();
  }

  @Test
  void saysWhichSourcesHaveFired() throws Exception {
    assertThat(program.doctor(": active", "never fired"))
        .containsPattern("redis chat:\\*:history[^\\n]*active")
        .containsPattern("redis chats:\\*[^\\n]*never fired");
    assertThat(program.errors()).doesNotContain("tap of");
  }

  @Test
  void givesTheApplicationWhatItGetsWithoutTheAgent() throws Exception {
    try (RunningProgram unguarded =
        RunningProgram.start(folder(), List.of(), classPath, mainClass(), arguments())) {
      assertThat(replies(outcomes))
          .hasSizeGreaterThan(100)
          .isEqualTo(replies(unguarded.outcomes()));
    }
  }

  private static Map<String, String> replies(Map<String, String> outcomes) {
    Map<String, String> replies = new TreeMap<>(outcomes);
    replies.keySet().removeIf(name -> !name.endsWith(RedisProgram.REPLY));
    return replies;
  }
}
