package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Groups of consumers, and libraries above the client of Kafka: what an application gets through
 * them is known, although only the client is woven.
 */
class KafkaStacksIT {
  private static final String POLICY =
      """
      policy: broker
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chats: { sources: [{ kafka: "chat-*" }] } }
      rules: [{ id: no-content, never: [chats], reach: [target] }]
      """;

  private static KafkaServer broker;

  @TempDir Path folder;

  private record Library(String artifact, String sources, String mainClass, int cases) {
    @Override
    public String toString() {
      return artifact;
    }
  }

  static Stream<Library> libraries() {
    return Stream.of(
        new Library("org.apache.kafka:kafka-clients:4.2.0", "kafkagroups", "KafkaGroupsProgram", 2),
        new Library("org.apache.kafka:kafka-clients:4.4.0", "kafkagroups", "KafkaGroupsProgram", 2),
        spring("2.8.11"),
        spring("4.0.0"),
        new Library(
            "org.apache.kafka:kafka-streams:3.9.2", "kafkastreams", "KafkaStreamsProgram", 1));
  }

  private static Library spring(String version) {
    String artifact = "org.springframework.kafka:spring-kafka:" + version;
    return new Library(artifact, "kafkaspring", "SpringKafkaProgram", 2);
  }

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    broker = KafkaServer.start(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    if (broker != null) {
      broker.close();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("libraries")
  void stopsWhatIsConsumedOrProducedThroughAGroupOrALibraryAboveTheClient(Library library)
      throws Exception {
    Map<String, String> outcomes;
    try (RawServer processor = new RawServer(null)) {
      outcomes =
          new OutcomeProgram(
                  Path.of("src/test/stacks", library.sources()),
                  List.of(library.artifact()),
                  UnaryOperator.identity())
              .run(
                  folder,
                  POLICY,
                  "dev.flowguard.agent.contract." + library.mainClass(),
                  broker.address(),
                  broker.texts().toString(),
                  processor.url("localhost", "/leak"),
                  "group-of-" + folder.getFileName());
    }

    assertThat(outcomes.remove("produced undeclared")).isIn(null, Leak.SENT);
    assertThat(outcomes).hasSize(library.cases());
    assertThat(outcomes.values()).as("%s", outcomes).containsOnly(Leak.STOPPED);
    assertThat(Files.readString(folder.resolve("stderr.log"))).doesNotContain("tap of");
  }

  @Test
  void stopsWhatIsConsumedOrProducedThroughARenamedCopyOfTheClient() throws Exception {
    List<Path> jars = Artifacts.resolve(List.of("org.apache.kafka:kafka-clients:4.4.0"));
    List<String> classPath = new ArrayList<>(jars.stream().map(Path::toString).toList());
    Path program =
        CompiledSources.of(Jdks.all().get(0), Path.of("src/test/clients/kafka"), classPath);
    Path copy = folder.resolve("copy.jar");
    Relocated.write(
        copy, Map.of("org/apache/kafka", "shadow/kafka"), jars, program, "KafkaProgram");
    try (RawServer processor = new RawServer(null);
        RunningProgram running =
            RunningProgram.guarded(
                folder,
                POLICY,
                List.of(copy.toString()),
                "dev.flowguard.agent.contract.KafkaProgram",
                broker.address(),
                broker.texts().toString(),
                processor.url("localhost", "/leak"))) {
      assertThat(running.outcomes())
          .containsEntry("string", Leak.STOPPED)
          .containsEntry("produced", Leak.STOPPED)
          .containsEntry("undeclared", Leak.SENT)
          .containsEntry("mixed", "same");
      assertThat(running.errors()).doesNotContain("tap of");
    }
  }
}
