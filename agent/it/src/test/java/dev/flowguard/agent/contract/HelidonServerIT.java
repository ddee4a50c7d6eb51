package dev.flowguard.agent.contract;

import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The server of Helidon, which needs a later JDK. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class HelidonServerIT extends ServerContract {
  static final List<String> READS =
      List.of(
          "whole",
          "exact",
          "half",
          "bytewise",
          "brace",
          "bytes",
          "text",
          "form",
          "parts",
          "rerouted");

  static final List<String> WRITES =
      List.of("whole", "stream", "bytewise", "pieces", "sse-stream", "gzip");

  private static final String SERVER = "io.helidon.webserver:helidon-webserver:";
  private static final String EVENTS = "io.helidon.webserver:helidon-webserver-sse:";
  private static final String GZIP = "io.helidon.http.encoding:helidon-http-encoding-gzip:";

  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.of(
            // The stream with the buffer is one of the JDK here: what it holds is not known yet.
            program("4.0.0", "Unbuffered", "helidon-unbuffered", READS, WRITES, SERVER),
            program("4.0.8", "", "helidon", READS, WRITES, SERVER),
            program(
                "4.2.3",
                "Events",
                "helidon-sse",
                with(READS, "gzip"),
                with(WRITES, "sse", "compressed"),
                SERVER,
                EVENTS,
                GZIP),
            program("4.5.0", "Events", "helidon-sse", READS, with(WRITES, "sse"), SERVER, EVENTS))
        .map(program -> new Subject(program, Jdks.newest()));
  }

  /**
   * A program of one version.
   *
   * @param kind in the middle of its name
   * @param folder of it, beside that of the program that it uses
   */
  static TestServerProgram program(
      String version,
      String kind,
      String folder,
      List<String> reads,
      List<String> writes,
      String... artifacts) {
    return new TestServerProgram(
        version,
        "Helidon" + kind + "Program",
        Stream.of("helidon", folder).distinct().toList(),
        Map.of(),
        Stream.of(artifacts).map(artifact -> artifact + version).toList(),
        reads,
        writes);
  }

  static List<String> with(List<String> ways, String... more) {
    List<String> all = new ArrayList<>(ways);
    all.addAll(List.of(more));
    return all;
  }

  @Override
  Subject subject() {
    return subject;
  }

  @Test
  void endsWhatCameOfAConnectionThatWasClosed() throws Exception {
    assertCutShortIsCaptured(
        (port, path, headers, body) -> {
          // Closed at once: some versions keep a connection of which only one direction has ended.
          try (Socket to = new Socket(InetAddress.getLoopbackAddress(), port)) {
            to.getOutputStream().write(rawHead(path, headers, 2 * body.length));
            to.getOutputStream().write(body);
          }
        });
  }

  @Test
  void keepsPipelinedRequestsApart() throws Exception {
    assertPipelinedRequestsAreKeptApart();
  }
}
