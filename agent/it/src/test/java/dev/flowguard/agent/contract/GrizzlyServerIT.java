package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Grizzly with its own handlers, and below Jersey. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class GrizzlyServerIT extends ServerContract {
  private static final List<String> READS =
      List.of(
          "whole",
          "exact",
          "half",
          "bytewise",
          "brace",
          "reader",
          "listener",
          "buffers",
          "gzip",
          "form",
          "parts");

  private static final List<String> WRITES =
      List.of(
          "stream",
          "reset",
          "bytewise",
          "writer",
          "charwise",
          "buffer",
          "pieces",
          "listener",
          "sse",
          "sse-stream",
          "gzip",
          "compressed");

  private static final List<String> JERSEY_READS =
      List.of("whole", "exact", "half", "bytewise", "brace", "bytes", "reader", "form", "parts");

  private static final List<String> JERSEY_WRITES =
      List.of("stream", "bytewise", "pieces", "sse", "sse-stream", "gzip");

  /** The lowest release of Java that runs Grizzly 5. */
  private static final int JAVA_OF_5 = 21;

  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    Path oldest = Jdks.all().get(0);
    List<Subject> subjects = new ArrayList<>();
    subjects.add(new Subject(grizzly("2.3.35", "2.4.4"), oldest));
    subjects.add(new Subject(grizzly("2.4.4", "2.4.4"), oldest));
    subjects.add(new Subject(grizzly("4.0.2", "4.0.2"), oldest));
    subjects.add(new Subject(jersey("2.30", Map.of("jakarta.ws", "javax.ws")), oldest));
    subjects.add(new Subject(jersey("4.0.2", Map.of()), Jdks.newest()));
    if (Jdks.feature(Jdks.newest()) >= JAVA_OF_5) {
      subjects.add(new Subject(grizzly("5.0.2", "4.0.2"), Jdks.newest()));
    }
    return subjects.stream();
  }

  private static TestServerProgram grizzly(String version, String versionOfParts) {
    return new TestServerProgram(
        version,
        "GrizzlyProgram",
        List.of("grizzly"),
        Map.of(),
        List.of(
            "org.glassfish.grizzly:grizzly-http-server:" + version,
            "org.glassfish.grizzly:grizzly-http:" + version,
            "org.glassfish.grizzly:grizzly-framework:" + version,
            "org.glassfish.grizzly:grizzly-http-server-multipart:" + versionOfParts),
        READS,
        WRITES);
  }

  private static TestServerProgram jersey(String version, Map<String, String> renamed) {
    return new TestServerProgram(
        version,
        "JerseyProgram",
        List.of("jersey"),
        renamed,
        List.of(
            "org.glassfish.jersey.containers:jersey-container-grizzly2-http:" + version,
            "org.glassfish.jersey.inject:jersey-hk2:" + version,
            "org.glassfish.jersey.media:jersey-media-multipart:" + version,
            "org.glassfish.jersey.media:jersey-media-sse:" + version),
        JERSEY_READS,
        JERSEY_WRITES);
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
