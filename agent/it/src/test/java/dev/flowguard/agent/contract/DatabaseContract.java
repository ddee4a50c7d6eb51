package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every driver of a database with a tap must do: what the application has read from a declared
 * column, or written to it, is known at once, however it is asked for; other columns of the same
 * table are not, and the application sees what it would see without the agent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SourceCoverage("jdbc")
abstract class DatabaseContract {
  private static final String POLICY =
      """
      policy: databases
      processors: { target: { hosts: [localhost], text: structured } }
      categories:
        chats:
          sources:
            - { jdbc: chat_message.content, owner: chat_message.user_id, document: chat_message.id }
            - { jdbc: chat_message.essay }
            - { jdbc: v_msg.body }
            - { jdbc: chat_mesage.content }
      rules: [{ id: no-content, never: [chats], reach: [target] }]
      """;

  @TempDir static Path root;

  private RawServer processor;

  /** One instance of this class runs all versions, one after the other. */
  private Subject running;

  private AutoCloseable server;
  private RunningProgram program;
  private Map<String, String> outcomes = Map.of();

  /**
   * A version of a driver, with a database.
   *
   * @param artifacts the driver and perhaps a pool, which is used then
   * @param text the type of long texts
   * @param unsupported ways of reading that the driver does not have, such as {@code long bytes}
   */
  record Subject(
      List<String> artifacts,
      String url,
      String user,
      String password,
      String text,
      Set<String> unsupported) {
    Subject {
      artifacts = List.copyOf(artifacts);
      unsupported = Set.copyOf(unsupported);
    }

    @Override
    public String toString() {
      return String.join(" ", artifacts);
    }
  }

  abstract Subject subject();

  /** Starts the server of the database; null if it runs in the application. */
  AutoCloseable startServer() throws Exception {
    return null;
  }

  @BeforeAll
  final void start() throws Exception {
    server = startServer();
  }

  /** The application. */
  abstract String program();

  /** Folders of its sources, where they are compiled against the driver. */
  abstract List<Path> sources();

  /** How it reads values. */
  abstract List<String> getters();

  @BeforeEach
  void run() throws Exception {
    if (subject().equals(running)) {
      return;
    }
    stop();
    Subject subject = subject();
    running = subject;
    processor = new RawServer(null);
    List<String> jars =
        Artifacts.resolve(subject.artifacts()).stream().map(Path::toString).toList();
    List<String> classPath = new ArrayList<>(jars);
    if (!sources().isEmpty()) {
      classPath.add(
          CompiledSources.of(
                  Jdks.all().get(0), sources(), jars, List.of(), UnaryOperator.identity())
              .toString());
    }
    program =
        RunningProgram.guarded(
            Files.createTempDirectory(root, "driver"),
            POLICY,
            classPath,
            program(),
            subject.url(),
            subject.user(),
            subject.password(),
            subject.text(),
            processor.url("localhost", "/leak"),
            String.join(",", getters()));
    outcomes = program.outcomes();
  }

  @AfterAll
  final void stopAll() throws Exception {
    stop();
    if (server != null) {
      server.close();
    }
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
    assertThat(outcomes).containsEntry("unread", Leak.SENT);
  }

  @Test
  void stopsWhatTheApplicationHasReadHoweverItAskedForIt() {
    Map<String, String> others = new TreeMap<>();
    Set<String> unsupported = new TreeSet<>();
    int stopped = 0;
    for (Map.Entry<String, String> each : outcomes.entrySet()) {
      String name = each.getKey().replace(" prepared", "");
      String getter = name.substring(name.indexOf(' ') + 1);
      if (!getters().contains(getter)) {
        continue;
      }
      if (each.getValue().equals(Leak.STOPPED)) {
        stopped++;
      } else if (each.getValue().equals(OutcomeProgram.UNSUPPORTED)) {
        unsupported.add(getter);
      } else {
        others.put(each.getKey(), each.getValue());
      }
    }

    assertThat(others).isEmpty();
    assertThat(unsupported).isEqualTo(new TreeSet<>(subject().unsupported()));
    assertThat(stopped).isGreaterThan(100);
  }

  @Test
  void stopsWhatIsReadByAStarOrByAStatementThatIsUsedAgain() {
    assertStopped("star", "again");
  }

  @Test
  void sendsWhatWasReadFromOtherColumnsOfTheSameTable() {
    for (String name : List.of("other", "other after", "star other", "written other")) {
      assertThat(outcomes).containsEntry(name, Leak.SENT);
    }
  }

  @Test
  void stopsWhatTheApplicationHasOnlyWritten() {
    assertStopped("written", "updated");
  }

  final String outcome(String name) {
    return outcomes.get(name);
  }

  final void assertStopped(String... names) {
    for (String name : names) {
      assertThat(outcomes).containsEntry(name, Leak.STOPPED);
    }
  }

  @Test
  void saysWhichSourcesHaveFiredAndWhichTablesWereSeen() throws Exception {
    assertThat(program.doctor(": active", "never fired"))
        .containsPattern("jdbc chat_message\\.content[^\\n]*active")
        .containsPattern("jdbc chat_mesage\\.content[^\\n]*never fired");
    assertThat(program.errors()).doesNotContain("tap of");
  }
}
