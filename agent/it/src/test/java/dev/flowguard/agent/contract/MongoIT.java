package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every version of the MongoDB driver must do: the declared field of a document that the
 * application has read or written is known at once, however it was asked for; other fields and
 * other collections are not.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SourceCoverage("mongo")
class MongoIT {
  private static final String POLICY =
      """
      policy: documents
      processors: { target: { hosts: [localhost], text: structured } }
      categories:
        chats:
          sources:
            - { mongo: messages.content, owner: messages.user_id, document: messages._id }
            - { mongo: messages.parts.text }
            - { mongo: '"fs.chunks".data' }
            - { mongo: mesages.content }
      rules: [{ id: no-content, never: [chats], reach: [target] }]
      """;

  private static final String SERVER = "de.bwaldvogel:mongo-java-server:1.47.0";

  @TempDir static Path root;

  @Parameter Subject subject;

  private RawServer processor;

  /** One instance of this class runs all versions, one after the other. */
  private Subject running;

  private RunningProgram program;

  /**
   * A version of the driver.
   *
   * @param sources folder of the program
   * @param artifacts the driver, and what is above it
   * @param isCompressed true if all that it sends and gets is
   */
  private record Subject(String sources, List<String> artifacts, boolean isCompressed) {
    @Override
    public String toString() {
      return String.join(" ", artifacts) + (isCompressed ? " compressed" : "");
    }
  }

  static Stream<Subject> subjects() {
    return Stream.of(
        blocking("mongo-java-driver:3.12.14"),
        blocking("mongodb-driver-sync:4.0.0"),
        blocking("mongodb-driver-sync:5.2.1"),
        blocking("mongodb-driver-sync:5.8.1"),
        new Subject("mongo", List.of("org.mongodb:mongodb-driver-sync:4.11.5"), true),
        reactive("mongodb-driver-reactivestreams:4.0.0"),
        reactive("mongodb-driver-reactivestreams:5.8.1"),
        new Subject(
            "mongo-spring",
            List.of(
                "org.springframework.data:spring-data-mongodb:4.5.4",
                "org.mongodb:mongodb-driver-sync:5.5.2"),
            false));
  }

  private static Subject blocking(String artifact) {
    return new Subject("mongo", List.of("org.mongodb:" + artifact), false);
  }

  private static Subject reactive(String artifact) {
    return new Subject("mongo-reactive", List.of("org.mongodb:" + artifact), false);
  }

  @BeforeEach
  void run() throws Exception {
    if (subject.equals(running)) {
      return;
    }
    stop();
    running = subject;
    processor = new RawServer(null);
    List<String> artifacts = new ArrayList<>(subject.artifacts());
    artifacts.add(SERVER);
    List<String> jars = Artifacts.resolve(artifacts).stream().map(Path::toString).toList();
    Path sources = Path.of("src/test/stores", subject.sources());
    List<String> classPath = new ArrayList<>(jars);
    classPath.add(CompiledSources.of(Jdks.all().get(0), sources, jars).toString());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                processor.url("localhost", "/leak"), "dev.flowguard.agent.contract.AppDocuments"));
    if (subject.isCompressed()) {
      arguments.add("zlib");
    }
    program =
        RunningProgram.guarded(
            Files.createTempDirectory(root, "driver"),
            POLICY,
            classPath,
            MongoProgram.class.getName(),
            arguments.toArray(new String[0]));
  }

  @AfterAll
  void stop() throws Exception {
    if (program != null) {
      program.close();
      program = null;
      processor.close();
    }
  }

  @Test
  void compressesWhereItIsToDoSo() {
    assertThat(program.outcomes())
        .containsEntry("compressed", Boolean.toString(subject.isCompressed()));
  }

  @Test
  void sendsWhatTheApplicationHasNotRead() {
    assertThat(program.outcomes()).containsEntry("unread", Leak.SENT);
  }

  @Test
  void stopsWhatTheApplicationHasReadHoweverItAskedForIt() {
    assertAllStopped("read by ", 3);
  }

  @Test
  void stopsWhatTheApplicationHasWrittenInWhicheverWay() {
    assertAllStopped("written by ", 3);
  }

  private void assertAllStopped(String beginning, int least) {
    Map<String, String> cases = new TreeMap<>(program.outcomes());
    cases.keySet().removeIf(name -> !name.startsWith(beginning));
    assertThat(cases).hasSizeGreaterThanOrEqualTo(least);
    cases.values().removeIf(Leak.STOPPED::equals);
    assertThat(cases).isEmpty();
  }

  @Test
  void sendsWhatIsInOtherFieldsOfADocumentThatWasRead() {
    assertThat(program.outcomes()).containsEntry("other field", Leak.SENT);
  }

  @Test
  void sendsWhatIsInOtherCollections() {
    assertThat(program.outcomes()).containsEntry("other collection", Leak.SENT);
  }

  @Test
  void saysWhichSourcesHaveFiredAndWhichCollectionsWereSeen() throws Exception {
    String doctor = program.doctor(": active", "never fired");

    assertThat(doctor)
        .containsPattern("mongo messages\\.content[^\\n]*active")
        .containsPattern("mongo mesages\\.content[^\\n]*never fired");
    assertThat(program.errors()).doesNotContain("tap of").doesNotContain("is not seen");
  }
}
