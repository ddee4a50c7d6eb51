package dev.flowguard.agent.taps.apache4;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.OpenBodies;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpHost;
import org.apache.http.HttpMessage;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/** Bodies that are on their way, by the streams of their connections. */
final class Bodies {
  static final OpenBodies OPEN = new OpenBodies();

  /** Where requests go that some source captures, which their connections do not know. */
  private static final WeakIdentityMap<Object, HttpHost> HOSTS = new WeakIdentityMap<>(lost -> {});

  private Bodies() {}

  /** An attempt to send this request begins. */
  static void attempt(HttpEntityEnclosingRequest request, HttpContext context, Taps taps) {
    HttpHost host = host(context);
    if (host != null && wants(taps, Taps.Side.REQUEST, host, request)) {
      HOSTS.put(request, host);
    }
  }

  /** The body of this request will be written to this stream. */
  static void request(HttpEntityEnclosingRequest request, Object stream, Taps taps) {
    HttpHost host = HOSTS.remove(request);
    HttpEntity entity = request.getEntity();
    if (host != null && entity != null) {
      open(Taps.Side.REQUEST, stream, host, request, name -> value(request, entity, name), taps);
    }
  }

  /** The body of this answer will be read from this stream. */
  static void answer(
      HttpRequest request, HttpContext context, HttpResponse answer, Object stream, Taps taps) {
    HttpHost host = host(context);
    if (host != null && wants(taps, Taps.Side.RESPONSE, host, request)) {
      open(Taps.Side.RESPONSE, stream, host, request, name -> value(answer, name), taps);
    }
  }

  private static @Nullable HttpHost host(HttpContext context) {
    return context.getAttribute(HttpCoreContext.HTTP_TARGET_HOST) instanceof HttpHost host
        ? host
        : null;
  }

  private static boolean wants(Taps taps, Taps.Side side, HttpHost host, HttpRequest request) {
    return taps.wantsExchange(
        side, host.getHostName(), port(host), request.getRequestLine().getUri());
  }

  private static void open(
      Taps.Side side,
      Object stream,
      HttpHost host,
      HttpRequest request,
      MessageHead head,
      Taps taps) {
    OPEN.begin(
        stream,
        taps.openExchange(
            side, host.getHostName(), port(host), request.getRequestLine().getUri(), head));
  }

  private static int port(HttpHost host) {
    return host.getPort() > 0
        ? host.getPort()
        : host.getSchemeName().equalsIgnoreCase("https") ? 443 : 80;
  }

  private static @Nullable String value(HttpMessage message, String name) {
    Header header = message.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  private static @Nullable String value(HttpMessage request, HttpEntity entity, String name) {
    Header type = entity.getContentType();
    return name.equalsIgnoreCase("Content-Type") && type != null
        ? type.getValue()
        : value(request, name);
  }
}
