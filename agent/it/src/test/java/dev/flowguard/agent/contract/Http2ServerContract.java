package dev.flowguard.agent.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** Servers of HTTP/2: all requests on one connection, with padding where they know it. */
abstract class Http2ServerContract extends ServerContract {
  private RawHttp2 connection;
  private int connected;

  /** False for a server that takes padding for content. */
  boolean isPadded() {
    return true;
  }

  @Override
  String send(int port, String path, Map<String, String> headers, byte[] body, boolean isChunked)
      throws IOException {
    RawHttp2 to = connection(port);
    to.head(path, lowerCase(headers, isChunked ? -1 : body.length));
    to.body(body, true);
    return new String(to.answer(), StandardCharsets.UTF_8);
  }

  final RawHttp2 connection(int port) throws IOException {
    if (connected != port) {
      close();
      connection = new RawHttp2(port, isPadded());
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

  static Map<String, String> lowerCase(Map<String, String> headers, int length) {
    Map<String, String> lower = new LinkedHashMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    if (length >= 0) {
      lower.put("content-length", Integer.toString(length));
    }
    return lower;
  }
}
