package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/1.1 of Armeria, which is Netty's. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class ArmeriaServerIT extends ServerContract {
  private static final List<String> READS =
      List.of("whole", "stream", "half", "gzip", "json", "form", "parts");

  private static final List<String> WRITES = List.of("full", "pieces", "sse", "compressed");

  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return subjects(READS, WRITES);
  }

  static Stream<Subject> subjects(List<String> reads, List<String> writes) {
    return Stream.of(
        new Subject(armeria("1.16.0", reads, writes), Jdks.all().get(0)),
        new Subject(armeria("1.40.0", reads, writes), Jdks.newest()));
  }

  private static TestServerProgram armeria(
      String version, List<String> reads, List<String> writes) {
    return new TestServerProgram(
        version,
        "ArmeriaProgram",
        List.of("armeria"),
        Map.of(),
        List.of("com.linecorp.armeria:armeria:" + version),
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
