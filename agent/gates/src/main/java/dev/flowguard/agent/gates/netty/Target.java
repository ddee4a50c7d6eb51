package dev.flowguard.agent.gates.netty;

import dev.flowguard.agent.spi.Guard;
import dev.flowguard.rules.request.RequestUrl;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, as its head and its channel tell.
 *
 * @param authority host and port as the head has them, or null
 * @param path as on the request line; absolute behind a proxy
 */
public record Target(Channel channel, @Nullable String authority, String path) {
  private static final AttributeKey<Target> SOCKET = AttributeKey.valueOf("dev.flowguard.target");

  static Target of(Channel channel, HttpRequest request) {
    return new Target(channel, request.headers().get(HttpHeaderNames.HOST), request.uri());
  }

  /** Where the WebSocket on a channel goes; null if no rule concerned its handshake. */
  public static @Nullable Target ofSocket(Channel channel) {
    return channel.hasAttr(SOCKET) ? channel.attr(SOCKET).get() : null;
  }

  /** Takes down where a WebSocket goes, if the request asks for one. */
  void handshakes(HttpRequest request) {
    if ("websocket".equalsIgnoreCase(request.headers().get(HttpHeaderNames.UPGRADE))) {
      channel.attr(SOCKET).set(this);
    }
  }

  private boolean isAbsolute() {
    return !path.startsWith("/") && path.indexOf("://") > 0;
  }

  /** True if some rule concerns a request to this place. */
  public boolean isConcerned(Guard guard) {
    if (isAbsolute()) {
      RequestUrl url = RequestUrl.parse(path);
      return guard.concerns(url.host(), url.port(), path);
    }
    String place = place();
    int colon = colon(place);
    return colon < 0
        ? guard.concerns(place, -1, path)
        : guard.concerns(place.substring(0, colon), port(place, colon), path);
  }

  /** The absolute URL of a request over this channel. */
  public String url(String scheme) {
    return isAbsolute()
        ? path
        : scheme + "://" + place() + (path.startsWith("/") ? "" : "/") + path;
  }

  /** As the channel tells: {@code https} where it has TLS. */
  public String scheme() {
    return channel.pipeline().get(SslHandler.class) == null ? "http" : "https";
  }

  private String place() {
    if (authority != null && !authority.isEmpty()) {
      return authority;
    }
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null && tls.engine().getPeerHost() != null) {
      return at(tls.engine().getPeerHost(), tls.engine().getPeerPort());
    }
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? at(address.getHostString(), address.getPort())
        : "";
  }

  private static String at(String host, int port) {
    String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port < 0 ? shown : shown + ":" + port;
  }

  private static int colon(String authority) {
    int colon = authority.lastIndexOf(':');
    return authority.indexOf(']', Math.max(colon, 0)) >= 0 ? -1 : colon;
  }

  private static int port(String authority, int colon) {
    return RequestUrl.parse("x://h" + authority.substring(colon)).port();
  }
}
