package dev.flowguard.agent.taps.apache5async;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.OpenBodies;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that are on their way: answers by the handlers of their exchanges, requests by what they
 * are written to.
 */
final class Bodies {
  static final OpenBodies OPEN = new OpenBodies();

  /** Requests whose answers some source captures, by the handlers of their exchanges. */
  private static final WeakIdentityMap<Object, HttpRequest> SENT =
      new WeakIdentityMap<>(lost -> {});

  private Bodies() {}

  /** A request is about to be sent by this handler. */
  static void committed(Object handler, HttpRequest request, Taps taps) {
    if (wants(Taps.Side.RESPONSE, request, taps)) {
      SENT.put(handler, request);
    }
  }

  /** The body of this request will be written to this object. */
  static void request(HttpRequest request, Object to, Taps taps) {
    if (wants(Taps.Side.REQUEST, request, taps)) {
      OPEN.begin(to, open(Taps.Side.REQUEST, request, name -> value(request, name), taps));
    }
  }

  /** The same, where the head does not have the type of the body yet. */
  static void request(HttpRequest request, EntityDetails body, Object to, Taps taps) {
    if (wants(Taps.Side.REQUEST, request, taps)) {
      OPEN.begin(to, open(Taps.Side.REQUEST, request, name -> value(request, body, name), taps));
    }
  }

  /** The head of the final answer is there. */
  static void answer(Object handler, int status, boolean hasBody, MessageHead head, Taps taps) {
    HttpRequest request = SENT.remove(handler);
    if (request != null && hasBody && status / 100 == 2) {
      OPEN.begin(handler, open(Taps.Side.RESPONSE, request, head, taps));
    }
  }

  private static boolean wants(Taps.Side side, HttpRequest request, Taps taps) {
    URIAuthority authority = request.getAuthority();
    return authority != null
        && taps.wantsExchange(
            side, authority.getHostName(), port(request, authority), path(request));
  }

  private static @Nullable Tap open(
      Taps.Side side, HttpRequest request, MessageHead head, Taps taps) {
    URIAuthority authority = request.getAuthority();
    return taps.openExchange(
        side, authority.getHostName(), port(request, authority), path(request), head);
  }

  private static int port(HttpRequest request, URIAuthority authority) {
    return authority.getPort() >= 0
        ? authority.getPort()
        : "https".equalsIgnoreCase(request.getScheme()) ? 443 : 80;
  }

  private static String path(HttpRequest request) {
    return request.getPath() == null ? "/" : request.getPath();
  }

  static @Nullable String value(HttpMessage message, String name) {
    Header header = message.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  private static @Nullable String value(HttpRequest request, EntityDetails body, String name) {
    if (name.equalsIgnoreCase("Content-Type") && body.getContentType() != null) {
      return body.getContentType();
    }
    return name.equalsIgnoreCase("Content-Encoding") && body.getContentEncoding() != null
        ? body.getContentEncoding()
        : value(request, name);
  }
}
