package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/**
 * Where a request goes that a gate could not hand over to be judged.
 *
 * @param host as the client has it, with or without brackets around IPv6; behind a proxy the
 *     target's
 * @param port -1 for that of the scheme
 * @param target as on the request line: path and query, or an absolute URL
 * @param hostHeader the value of {@code Host} or {@code :authority}; null where the client derives
 *     it from the host
 */
public record RequestPlace(
    String method,
    String scheme,
    String host,
    int port,
    String target,
    @Nullable String hostHeader) {
  /** Of a request of which not even that could be read. */
  public static final RequestPlace UNKNOWN = new RequestPlace("POST", "https", "", -1, "/", null);

  /** True if nobody can say whom the request would reach. */
  public boolean isUnknown() {
    return host.isEmpty();
  }

  /** The absolute URL. */
  public String url() {
    if (!target.startsWith("/") && target.contains("://")) {
      return target;
    }
    String address = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    return scheme
        + "://"
        + address
        + (port < 0 ? "" : ":" + port)
        + (target.startsWith("/") || target.isEmpty() ? "" : "/")
        + target;
  }

  /** Method and host only: the target may be content. */
  @Override
  public String toString() {
    return "RequestPlace[" + method + " " + host + "]";
  }
}
