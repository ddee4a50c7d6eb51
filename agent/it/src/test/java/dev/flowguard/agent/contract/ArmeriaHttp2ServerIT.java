package dev.flowguard.agent.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/2 of Armeria, which is Netty's: all requests on one connection, with padding. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class ArmeriaHttp2ServerIT extends ServerContract {
  /** No compressed bodies: where frames are padded, Netty's decompressor resets the stream. */
  private static final List<String> READS = List.of("whole", "stream", "half", "json", "parts");

  private static final List<String> WRITES = List.of("full", "pieces", "sse");

  @Parameter Subject subject;

  private RawHttp2 connection;
  private int connected;

  static Stream<Subject> subjects() {
    return ArmeriaServerIT.subjects(READS, WRITES);
  }

  @Override
  Subject subject() {
    return subject;
  }

  @Override
  String send(int port, String path, Map<String, String> headers, byte[] body, boolean isChunked)
      throws IOException {
    RawHttp2 to = connection(port);
    to.head(path, lowerCase(headers, isChunked ? -1 : body.length));
    to.body(body, true);
    return new String(to.answer(), StandardCharsets.UTF_8);
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

  private RawHttp2 connection(int port) throws IOException {
    if (connected != port) {
      close();
      connection = new RawHttp2(port);
      connected = port;
    }
    return connection;
  }

  @AfterAll
  void close() throws IOException {
    if (connection != null) {
      connection.close();
    }
  }

  private static Map<String, String> lowerCase(Map<String, String> headers, int length) {
    Map<String, String> lower = new LinkedHashMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    if (length >= 0) {
      lower.put("content-length", Integer.toString(length));
    }
    return lower;
  }
}
