package dev.flowguard.agent.contract;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/2 of the server of Helidon. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class HelidonHttp2ServerIT extends Http2ServerContract {
  /** No compressed answers: the client of the contract does not open them. */
  private static final List<String> WRITES =
      List.of("whole", "stream", "bytewise", "pieces", "sse-stream");

  private static final String SERVER = "io.helidon.webserver:helidon-webserver-http2:";
  private static final String EVENTS = "io.helidon.webserver:helidon-webserver-sse:";

  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.of(
            program("4.0.8", "", "helidon", WRITES, SERVER),
            program(
                "4.5.0",
                "Events",
                "helidon-sse",
                HelidonServerIT.with(WRITES, "sse"),
                SERVER,
                EVENTS))
        .map(program -> new Subject(program, Jdks.newest()));
  }

  private static TestServerProgram program(
      String version, String kind, String folder, List<String> writes, String... artifacts) {
    return HelidonServerIT.program(version, kind, folder, HelidonServerIT.READS, writes, artifacts);
  }

  @Override
  Subject subject() {
    return subject;
  }

  @Override
  boolean isPadded() {
    return !subject.program().version().equals("4.0.8");
  }
}
