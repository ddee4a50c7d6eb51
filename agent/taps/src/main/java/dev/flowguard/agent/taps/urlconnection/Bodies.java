package dev.flowguard.agent.taps.urlconnection;

import dev.flowguard.agent.spi.OpenBodies;
import dev.flowguard.agent.spi.Taps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.URL;
import org.jspecify.annotations.Nullable;
import sun.net.www.MessageHeader;
import sun.net.www.protocol.http.HttpURLConnection;

/** Bodies that applications read and write, by their streams. */
final class Bodies {
  static final OpenBodies OPEN = new OpenBodies();

  private static final VarHandle RESPONSES;
  private static final VarHandle USER_HEADERS;

  static {
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.privateLookupIn(HttpURLConnection.class, MethodHandles.lookup());
      RESPONSES = lookup.findVarHandle(HttpURLConnection.class, "responses", MessageHeader.class);
      USER_HEADERS =
          lookup.findVarHandle(HttpURLConnection.class, "userHeaders", MessageHeader.class);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("sun.net.www.protocol.http.HttpURLConnection has other fields", e);
    }
  }

  private Bodies() {}

  /** The stream that an answer will be read from. */
  static void answer(HttpURLConnection connection, Object stream, Taps taps) {
    MessageHeader answer = (MessageHeader) RESPONSES.get(connection);
    // Not by getters of the connection, which may wait for its lock, or connect.
    if (answer != null && isSuccess(answer.getValue(0))) {
      begin(connection, stream, taps, Taps.Side.RESPONSE, answer);
    }
  }

  /** True for a status line such as {@code HTTP/1.1 200 OK}. */
  private static boolean isSuccess(@Nullable String status) {
    int space = status == null ? -1 : status.indexOf(' ');
    return status != null && space > 0 && status.startsWith("2", space + 1);
  }

  /** The stream that a request will be written to. */
  static void request(HttpURLConnection connection, Object stream, Taps taps) {
    if (OPEN.of(stream) == null) {
      MessageHeader request = (MessageHeader) USER_HEADERS.get(connection);
      begin(connection, stream, taps, Taps.Side.REQUEST, request);
    }
  }

  private static void begin(
      HttpURLConnection connection,
      Object stream,
      Taps taps,
      Taps.Side side,
      MessageHeader headers) {
    URL url = connection.getURL();
    int port = url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
    if (taps.wantsExchange(side, url.getHost(), port, url.getPath())) {
      OPEN.begin(
          stream, taps.openExchange(side, url.getHost(), port, url.getPath(), headers::findValue));
    }
  }
}
