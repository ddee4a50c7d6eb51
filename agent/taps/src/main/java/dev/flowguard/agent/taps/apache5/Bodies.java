package dev.flowguard.agent.taps.apache5;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.OpenBodies;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/** Bodies that are on their way, by the streams of their connections. */
final class Bodies {
  static final OpenBodies OPEN = new OpenBodies();

  /** By connection: what begins in the method that runs. */
  private static final OpenBodies BEGUN = new OpenBodies();

  private Bodies() {}

  /** The body of this answer will be read. */
  static void answer(HttpRequest request, HttpResponse answer, Object stream, Taps taps) {
    MessageHead head = name -> value(answer, name);
    OPEN.begin(stream, open(Taps.Side.RESPONSE, request, head, taps));
  }

  /** The body of this request is about to be written to a stream of this connection. */
  static void request(ClassicHttpRequest request, Object connection, Taps taps) {
    HttpEntity entity = request.getEntity();
    if (entity != null) {
      MessageHead head = name -> value(request, entity, name);
      BEGUN.begin(connection, open(Taps.Side.REQUEST, request, head, taps));
    }
  }

  /** This is the stream. */
  static void writtenTo(Object stream, Object connection) {
    OPEN.begin(stream, BEGUN.take(connection));
  }

  private static @Nullable Tap open(
      Taps.Side side, HttpRequest request, MessageHead head, Taps taps) {
    URIAuthority authority = request.getAuthority();
    if (authority == null) {
      return null;
    }
    String path = request.getPath() == null ? "/" : request.getPath();
    String host = authority.getHostName();
    int port = authority.getPort();
    if (port < 0) {
      port = "https".equalsIgnoreCase(request.getScheme()) ? 443 : 80;
    }
    return taps.wantsExchange(side, host, port, path)
        ? taps.openExchange(side, host, port, path, head)
        : null;
  }

  private static @Nullable String value(HttpMessage message, String name) {
    Header header = message.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  private static @Nullable String value(HttpMessage request, HttpEntity entity, String name) {
    if (name.equalsIgnoreCase("Content-Type") && entity.getContentType() != null) {
      return entity.getContentType();
    }
    return value(request, name);
  }
}
