package dev.flowguard.agent.contract;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/2 of Vert.x, which is Netty's. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class VertxHttp2ServerIT extends Http2ServerContract {
  /** No compressed bodies: where frames are padded, Netty's decompressor resets the stream. */
  private static final List<String> READS = List.of("whole", "stream", "half", "json", "parts");

  private static final List<String> WRITES = List.of("full", "pieces", "sse");

  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return VertxServerIT.subjects(READS, WRITES);
  }

  @Override
  Subject subject() {
    return subject;
  }

  @Test
  void endsWhatCameOfAStreamThatWasReset() throws Exception {
    assertCutShortIsCaptured(
        (port, path, headers, body) -> {
          RawHttp2 to = connection(port);
          to.head(path, lowerCase(headers, -1));
          to.body(body, false);
          to.reset();
        });
  }

  @Test
  void endsWhatCameOfAConnectionThatWasClosed() throws Exception {
    assertCutShortIsCaptured(
        (port, path, headers, body) -> {
          try (RawHttp2 own = new RawHttp2(port)) {
            own.head(path, lowerCase(headers, -1));
            own.body(body, false);
          }
        });
  }
}
