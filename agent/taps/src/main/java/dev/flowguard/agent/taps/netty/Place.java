package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Authority;
import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a client sends a request.
 *
 * @param port that of the scheme where the head names none
 * @param target as on the request line, absolute or not
 */
record Place(String host, int port, String target) {
  private static final int HTTPS = 443;
  private static final int HTTP = 80;
  private static final String SECURE = "https";

  /** Null where the library has no TLS, as that of a client of plain HTTP may not. */
  private static final @Nullable Class<? extends ChannelHandler> TLS = tls();

  private static @Nullable Class<? extends ChannelHandler> tls() {
    try {
      return Class.forName("io.netty.handler.ssl.SslHandler").asSubclass(ChannelHandler.class);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  /**
   * By the target where it is absolute, else by the authority, else by what the channel leads to.
   *
   * @param authority as the head has it, or null
   * @param scheme the same; where there is none, the channel has TLS or not
   */
  static Place of(
      Channel channel,
      @Nullable CharSequence authority,
      String target,
      @Nullable CharSequence scheme) {
    int end = target.startsWith("/") ? -1 : target.indexOf("://");
    if (end > 0) {
      return at(channel, authorityOf(target, end + 3), target, target.substring(0, end));
    }
    if (authority != null && authority.length() > 0) {
      return at(channel, authority.toString(), target, scheme);
    }
    return channel.remoteAddress() instanceof InetSocketAddress peer
        ? new Place(peer.getHostString(), peer.getPort(), target)
        : new Place("", -1, target);
  }

  private static Place at(
      Channel channel, String authority, String target, @Nullable CharSequence scheme) {
    Authority parts = Authority.of(authority);
    int port = parts.port();
    if (port < 0) {
      port = isSecure(channel, scheme) ? HTTPS : HTTP;
    }
    return new Place(parts.host(), port, target);
  }

  private static boolean isSecure(Channel channel, @Nullable CharSequence scheme) {
    return scheme == null
        ? TLS != null && channel.pipeline().get(TLS) != null
        : AsciiString.contentEqualsIgnoreCase(scheme, SECURE);
  }

  private static String authorityOf(String url, int start) {
    int end = start;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return url.substring(Math.max(start, url.lastIndexOf('@', end - 1) + 1), end);
  }

  boolean isWanted(Taps taps, Taps.Side side) {
    return taps.wantsExchange(side, host, port, target);
  }

  @Nullable Tap open(Taps taps, Taps.Side side, MessageHead head) {
    return taps.openExchange(side, host, port, target, head);
  }

  /** Not the target, which may be content. */
  @Override
  public String toString() {
    return "Place[" + host + ":" + port + "]";
  }
}
