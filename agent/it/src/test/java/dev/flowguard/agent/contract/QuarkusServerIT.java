package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Quarkus REST, which runs on Vert.x, built and started as in production. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class QuarkusServerIT extends ServerContract {
  private static final List<String> READS =
      List.of(
          "whole",
          "reader",
          "stream",
          "half",
          "bytewise",
          "gzip",
          "json",
          "form",
          "parts",
          "moved");

  private static final List<String> WRITES = List.of("full", "pieces", "sse", "compressed");

  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.of(
        new Subject(quarkus("3.15.1", READS, WRITES), Jdks.all().get(0)),
        new Subject(quarkus("3.38.2", READS, WRITES), Jdks.newest()));
  }

  static TestServerProgram quarkus(String version, List<String> reads, List<String> writes) {
    return new TestServerProgram(
        version,
        "QuarkusProgram",
        List.of("quarkus"),
        Map.of(),
        List.of("io.quarkus:quarkus-rest-jackson:" + version),
        new QuarkusBuild(version),
        reads,
        writes);
  }

  @Override
  Subject subject() {
    return subject;
  }

  @Test
  void endsWhatCameOfAConnectionThatWasClosed() throws Exception {
    assertClosedConnectionIsCaptured();
  }
}
