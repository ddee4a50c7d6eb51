package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Vert.x and its router. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class VertxServerIT extends ServerContract {
  private static final List<String> READS =
      List.of("whole", "stream", "half", "gzip", "json", "parts");

  private static final List<String> WRITES = List.of("full", "pieces", "sse", "compressed");

  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return subjects(READS, WRITES);
  }

  static Stream<Subject> subjects(List<String> reads, List<String> writes) {
    return Stream.of(
        new Subject(vertx("4.5.14", reads, writes), Jdks.all().get(0)),
        new Subject(vertx("5.0.7", reads, writes), Jdks.all().get(0)),
        new Subject(vertx("5.0.7", reads, writes), Jdks.newest()));
  }

  private static TestServerProgram vertx(String version, List<String> reads, List<String> writes) {
    return new TestServerProgram(
        version,
        "VertxProgram",
        List.of("vertx"),
        Map.of(),
        List.of("io.vertx:vertx-web:" + version),
        reads,
        writes);
  }

  @Override
  Subject subject() {
    return subject;
  }
}
