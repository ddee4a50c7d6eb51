package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Micronaut on Netty, which has handlers of its own above Netty's codecs. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class MicronautServerIT extends ServerContract {
  /** Without uploads that are moved: 3.10.4 never answers some of these, without the agent too. */
  private static final List<String> READS_OF_3 =
      List.of("whole", "reader", "bytewise", "stream", "half", "gzip", "json", "form", "parts");

  private static final List<String> READS =
      Stream.concat(READS_OF_3.stream(), Stream.of("moved")).toList();

  private static final List<String> WRITES = List.of("full", "pieces", "sse", "compressed");

  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.of(
        new Subject(micronaut("3.10.4", READS_OF_3, WRITES), Jdks.all().get(0)),
        new Subject(micronaut("4.10.37", READS, WRITES), Jdks.all().get(0)),
        new Subject(micronaut("4.10.37", READS, WRITES), Jdks.newest()));
  }

  static TestServerProgram micronaut(String version, List<String> reads, List<String> writes) {
    return new TestServerProgram(
        version,
        "MicronautProgram",
        List.of("micronaut"),
        Map.of(),
        List.of(
            "io.micronaut:micronaut-http-server-netty:" + version,
            "io.micronaut:micronaut-jackson-databind:" + version),
        TestServerProgram.compiled(List.of("io.micronaut:micronaut-inject-java:" + version)),
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

  @Test
  void keepsPipelinedRequestsApart() throws Exception {
    assertPipelinedRequestsAreKeptApart();
  }
}
