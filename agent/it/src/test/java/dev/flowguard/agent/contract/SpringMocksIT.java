package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of Spring's mocks reach no server: they are content all the same. */
class SpringMocksIT {
  private static final String POLICY =
      """
      policy: mocks
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chats: { sources: [{ http-in: "POST /chat/**" }] } }
      rules: [{ id: no-content, never: [chats], reach: [target] }]
      """;

  @TempDir Path folder;

  @ParameterizedTest(name = "Spring {0}")
  @CsvSource({
    "5.2.25.RELEASE, javax.servlet:javax.servlet-api:4.0.1",
    "5.3.39, javax.servlet:javax.servlet-api:4.0.1",
    "6.2.11, jakarta.servlet:jakarta.servlet-api:6.0.0",
    "7.0.0, jakarta.servlet:jakarta.servlet-api:6.1.0"
  })
  void stopsWhatAHandlerHasReceivedFromMockMvc(String version, String servlets) throws Exception {
    Map<String, String> outcomes =
        outcomes("mockmvc", "MockMvcProgram", version, "spring-webmvc", servlets);

    assertThat(outcomes).hasSize(6);
    assertStopped(outcomes);
  }

  @ParameterizedTest(name = "Spring {0}")
  @CsvSource({"5.2.25.RELEASE", "5.3.39", "6.2.11", "7.0.0"})
  void stopsWhatAHandlerHasReceivedFromAWebTestClientWithoutAServer(String version)
      throws Exception {
    Map<String, String> outcomes =
        outcomes(
            "webtestclient",
            "WebTestClientProgram",
            version,
            "spring-webflux",
            "org.springframework:spring-context:" + version);

    assertThat(outcomes).hasSize(3);
    assertStopped(outcomes);
  }

  private Map<String, String> outcomes(
      String sources, String program, String version, String spring, String... more)
      throws Exception {
    List<String> artifacts = new ArrayList<>(List.of(more));
    artifacts.add("org.springframework:spring-test:" + version);
    artifacts.add("org.springframework:" + spring + ":" + version);
    try (RawServer processor = new RawServer(null)) {
      return new OutcomeProgram(
              Path.of("src/test/servers", sources), artifacts, UnaryOperator.identity())
          .run(
              folder,
              POLICY,
              "dev.flowguard.agent.contract." + program,
              processor.url("localhost", "/leak"));
    }
  }

  private static void assertStopped(Map<String, String> outcomes) {
    assertThat(outcomes).containsEntry("other path", Leak.SENT);
    outcomes.remove("other path");
    assertThat(outcomes.values()).as("%s", outcomes).containsOnly(Leak.STOPPED);
  }
}
