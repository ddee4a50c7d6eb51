package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Libraries above JDBC: what an application reads or writes through them is known, although only
 * the driver is woven, and columns beside it are not captured.
 */
class StacksIT {
  private static final String POLICY =
      """
      policy: databases
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chats: { sources: [{ jdbc: chat_message.content }] } }
      rules: [{ id: no-content, never: [chats], reach: [target] }]
      """;

  private static final String H2 = "com.h2database:h2:2.3.232";

  @TempDir Path folder;

  private record Library(String name, OutcomeProgram program) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Library> libraries() {
    return Stream.of(
        library("Spring JDBC 6.2", "jdbctemplate", "org.springframework:spring-jdbc:6.2.11"),
        library(
            "Spring Data JDBC 3.5",
            "springdata",
            "org.springframework.data:spring-data-jdbc:3.5.4"),
        library(
            "Hibernate 5.6",
            "hibernate",
            "org.hibernate:hibernate-core:5.6.15.Final",
            source -> source.replace("jakarta.persistence", "javax.persistence"),
            H2),
        library("Hibernate 6.6", "hibernate", "org.hibernate.orm:hibernate-core:6.6.29.Final"),
        library("Hibernate 7.1", "hibernate", "org.hibernate.orm:hibernate-core:7.1.1.Final"),
        library(
            "Spring Data R2DBC 3.5",
            "springdatar2dbc",
            "org.springframework.data:spring-data-r2dbc:3.5.12",
            UnaryOperator.identity(),
            "io.r2dbc:r2dbc-h2:1.1.0.RELEASE"), // with an H2 that it fits
        library("jOOQ 3.19", "jooq", "org.jooq:jooq:3.19.26"),
        library("MyBatis 3.5", "mybatis", "org.mybatis:mybatis:3.5.19"));
  }

  private static Library library(String name, String sources, String artifact) {
    return library(name, sources, artifact, UnaryOperator.identity(), H2);
  }

  private static Library library(
      String name, String sources, String artifact, UnaryOperator<String> edited, String database) {
    List<String> artifacts = List.of(database, "com.zaxxer:HikariCP:5.1.0", artifact);
    return new Library(
        name, new OutcomeProgram(Path.of("src/test/stacks", sources), artifacts, edited));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("libraries")
  void stopsWhatIsReadOrWrittenThroughALibraryAboveTheDriver(Library library) throws Exception {
    Map<String, String> outcomes;
    try (RawServer processor = new RawServer(null)) {
      outcomes =
          library
              .program()
              .run(
                  folder,
                  POLICY,
                  StackProgram.class.getName(),
                  "dev.flowguard.agent.contract.AppStack",
                  processor.url("localhost", "/leak"));
    }

    assertThat(outcomes).containsEntry("note", Leak.SENT);
    outcomes.remove("note");
    assertThat(outcomes).hasSizeGreaterThan(2);
    assertThat(outcomes.values()).as("%s", outcomes).containsOnly(Leak.STOPPED);
  }
}
