package dev.flowguard.agent.gates.netty;

import dev.flowguard.agent.spi.Authority;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestPlace;
import dev.flowguard.rules.request.RequestUrl;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, as its head and its channel say.
 *
 * @param authority host and port as the head has them, or null
 * @param path as on the request line; absolute behind a proxy
 * @param hostHeader what else names a host: {@code Host} beside an {@code :authority} or an
 *     absolute path; or null
 */
public record Target(
    Channel channel, @Nullable String authority, String path, @Nullable String hostHeader) {
  private static final AttributeKey<Target> SOCKET = AttributeKey.valueOf("dev.flowguard.target");

  /** Set on a channel that leads through a proxy. */
  private static final AttributeKey<Boolean> TUNNEL = AttributeKey.valueOf("dev.flowguard.tunnel");

  /** Notes that a channel leads to a proxy, which passes on what follows. */
  static void tunnels(Channel channel) {
    channel.attr(TUNNEL).set(true);
  }

  static Target of(Channel channel, HttpRequest request) {
    String host = request.headers().get(HttpHeaderNames.HOST);
    return new Target(channel, host, request.uri(), host);
  }

  /** Where the WebSocket on a channel goes; null if no rule concerned its handshake. */
  public static @Nullable Target ofSocket(Channel channel) {
    return channel.hasAttr(SOCKET) ? channel.attr(SOCKET).get() : null;
  }

  /** Notes where a WebSocket goes, if the request asks for one. */
  void handshakes(HttpRequest request) {
    if ("websocket".equalsIgnoreCase(request.headers().get(HttpHeaderNames.UPGRADE))) {
      channel.attr(SOCKET).set(this);
    }
  }

  /** True if some rule concerns a request; allocates nothing for hosts seen before. */
  static boolean isConcerned(Guard guard, Channel channel, HttpRequest request) {
    String host = request.headers().get(HttpHeaderNames.HOST);
    String path = request.uri();
    return concerns(guard, channel, host, path, host)
        || concernedPeer(guard, channel, host, path) != null;
  }

  private static boolean isAbsolute(String path) {
    return !path.startsWith("/") && path.indexOf("://") > 0;
  }

  /** True if some rule concerns a request to this place. */
  public boolean isConcerned(Guard guard) {
    return concerned(guard) != null;
  }

  /**
   * This place, or the one that the channel leads to where that is a processor and the head names
   * another; null if no rule concerns either. Behind a proxy the channel leads to the proxy.
   */
  public @Nullable Target concerned(Guard guard) {
    if (concerns(guard, channel, authority, path, hostHeader)) {
      return this;
    }
    String peer = concernedPeer(guard, channel, authority, path);
    return peer == null ? null : new Target(channel, peer, path, authority);
  }

  /** What the channel leads to, if that is not what the head names, and some rule concerns it. */
  private static @Nullable String concernedPeer(
      Guard guard, Channel channel, @Nullable String authority, String path) {
    String peer = peer(channel, path);
    return peer != null
            && !isNamed(authority, peer)
            && concerns(guard, channel, authority, path, peer)
        ? peer
        : null;
  }

  private static boolean isNamed(@Nullable String named, String peer) {
    int length = peer.length();
    return named == null
        || named.regionMatches(true, 0, peer, 0, length)
            && (named.length() == length || named.charAt(length) == ':');
  }

  private static boolean concerns(
      Guard guard,
      Channel channel,
      @Nullable String authority,
      String path,
      @Nullable String alsoNamed) {
    if (isAbsolute(path)) {
      RequestUrl url = RequestUrl.parse(path);
      return guard.concerns(url.host(), url.port(), path, alsoNamed);
    }
    Authority place = Authority.of(place(channel, authority));
    return guard.concerns(place.host(), place.port(), path, alsoNamed);
  }

  /** The name that the channel was connected to, as far as it knows; null for that of a proxy. */
  private static @Nullable String peer(Channel channel, String path) {
    if (isAbsolute(path)) {
      return null;
    }
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null && tls.engine().getPeerHost() != null) {
      return tls.engine().getPeerHost();
    }
    return !channel.hasAttr(TUNNEL) && channel.remoteAddress() instanceof InetSocketAddress address
        ? address.getHostString()
        : null;
  }

  /** For the report of a fault to the guard. */
  RequestPlace requestPlace(String method) {
    String url = url(scheme());
    RequestUrl parsed = RequestUrl.parse(url);
    return new RequestPlace(method, parsed.scheme(), parsed.host(), parsed.port(), url, hostHeader);
  }

  /** The absolute URL of a request over this channel. */
  public String url(String scheme) {
    return isAbsolute(path)
        ? path
        : scheme + "://" + place(channel, authority) + (path.startsWith("/") ? "" : "/") + path;
  }

  /** {@code https} where the channel has TLS, else {@code http}. */
  public String scheme() {
    return channel.pipeline().get(SslHandler.class) == null ? "http" : "https";
  }

  private static String place(Channel channel, @Nullable String authority) {
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
}
