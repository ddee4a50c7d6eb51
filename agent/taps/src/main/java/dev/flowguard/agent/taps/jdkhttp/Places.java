package dev.flowguard.agent.taps.jdkhttp;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Asks for exchanges by their URI, which has a host: the client refuses others. */
final class Places {
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  private Places() {}

  static boolean wants(Taps taps, Taps.Side side, URI uri) {
    return uri.getHost() != null
        && taps.wantsExchange(side, uri.getHost(), port(uri), uri.getRawPath());
  }

  static @Nullable Tap open(Taps taps, Taps.Side side, URI uri, MessageHead head) {
    return taps.openExchange(side, uri.getHost(), port(uri), uri.getRawPath(), head);
  }

  private static int port(URI uri) {
    boolean isSecure = "https".equalsIgnoreCase(uri.getScheme());
    return uri.getPort() >= 0 ? uri.getPort() : isSecure ? HTTPS : HTTP;
  }
}
