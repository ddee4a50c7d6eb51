package dev.flowguard.rules.policy;

import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.RequestUrl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service by its host and port, in one form: {@code api.example.com:443}. */
public final class Peer {
  private static final int LONGEST_HOST = 300;

  private Peer() {}

  /** The service at this host, as written, and port; null where one of them is unknown. */
  public static @Nullable String of(String host, int port) {
    return host.isEmpty() || host.length() > LONGEST_HOST || port < 0
        ? null
        : Hosts.normalize(host) + ":" + port;
  }

  /** The service that gets a request; null where its headers name another than its URL. */
  public static @Nullable String of(RequestUrl url, List<Header> headers) {
    String host = Hosts.normalize(url.host());
    for (Header header : headers) {
      boolean isHost =
          header.name().equalsIgnoreCase("host") || header.name().equalsIgnoreCase(":authority");
      if (isHost && !Hosts.normalize(withoutPort(header.value().trim())).equals(host)) {
        return null;
      }
    }
    return of(url.host(), url.port());
  }

  private static String withoutPort(String authority) {
    return Endpoint.hasPort(authority)
        ? authority.substring(0, authority.lastIndexOf(':'))
        : authority;
  }
}
