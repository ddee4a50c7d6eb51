package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Netty without a framework: handlers that read piece by piece, and behind an aggregator. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class NettyServerIT extends ServerContract {
  private static final List<String> READS =
      List.of("whole", "stream", "half", "loop", "gzip", "form", "parts", "moved");

  /** Its client is older than those that are judged, so nothing is sent with it. */
  private static final List<String> READS_OF_OLDEST =
      List.of("whole", "stream", "half", "gzip", "form", "parts", "moved");

  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.of(
        new Subject(netty("4.1.0.Final", READS_OF_OLDEST), Jdks.all().get(0)),
        new Subject(netty("4.1.140.Final", READS), Jdks.all().get(0)),
        new Subject(netty("4.2.20.Final", READS), Jdks.all().get(0)),
        new Subject(netty("4.2.20.Final", READS), Jdks.newest()));
  }

  private static TestServerProgram netty(String version, List<String> reads) {
    return new TestServerProgram(
        version,
        "NettyProgram",
        List.of("netty"),
        Map.of(),
        List.of("io.netty:netty-codec-http:" + version),
        reads,
        List.of("full", "pieces", "sse", "sse-bare", "compressed"));
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
