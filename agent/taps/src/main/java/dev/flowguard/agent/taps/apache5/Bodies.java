package dev.flowguard.agent.taps.apache5;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
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
  /** By connection: what begins in the method that runs. */
  private static final WeakIdentityMap<Object, Tap> BEGUN = new WeakIdentityMap<>(Tap::end);

  private static final WeakIdentityMap<Object, Tap> OPEN = new WeakIdentityMap<>(Tap::end);

  private Bodies() {}

  /** The body of this answer will be read. */
  static void answer(HttpRequest request, HttpResponse answer, Object stream, Taps taps) {
    MessageHead head = name -> value(answer, name);
    Tap tap = open(Taps.Side.RESPONSE, request, head, taps);
    if (tap != null) {
      OPEN.put(stream, tap);
    }
  }

  /** The body of this request is about to be written to a stream of this connection. */
  static void request(ClassicHttpRequest request, Object connection, Taps taps) {
    HttpEntity entity = request.getEntity();
    if (entity != null) {
      Tap tap = open(Taps.Side.REQUEST, request, name -> value(request, entity, name), taps);
      if (tap != null) {
        BEGUN.put(connection, tap);
      }
    }
  }

  /** This is the stream. */
  static void writtenTo(Object stream, Object connection) {
    Tap tap = BEGUN.remove(connection);
    if (tap != null) {
      OPEN.put(stream, tap);
    }
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

  /** The tap of a stream; null if no source captures what passes it. */
  static @Nullable Tap of(Object stream) {
    return OPEN.get(stream);
  }

  /** Nothing more will pass a stream. */
  static void end(Object stream) {
    Tap tap = OPEN.remove(stream);
    if (tap != null) {
      tap.end();
    }
  }
}
