package dev.flowguard.rules.policy;

import org.jspecify.annotations.Nullable;

/**
 * A place at a host.
 *
 * @param host normalised; matches itself and names below it
 * @param port null for any
 * @param path null for any
 */
public record Endpoint(String host, @Nullable Integer port, @Nullable PathPattern path) {

  /** Why this host, with or without a port, can never match, with the remedy, or null. */
  static @Nullable String problem(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    boolean hasPort =
        colon > 0 && hostAndPort.indexOf(']', colon) < 0 && isNumber(hostAndPort, colon + 1);
    String host = hasPort ? hostAndPort.substring(0, colon) : hostAndPort;
    if (host.startsWith("*.") || HostPatterns.isRange(host)) {
      return "write a host; names below it count too";
    }
    return HostPatterns.problem(host);
  }

  /** Reads {@code host} or {@code host:port}. */
  public static Endpoint of(String hostAndPort, @Nullable PathPattern path) {
    int colon = hostAndPort.lastIndexOf(':');
    if (colon > 0 && hostAndPort.indexOf(']', colon) < 0 && isNumber(hostAndPort, colon + 1)) {
      return new Endpoint(
          Hosts.normalize(hostAndPort.substring(0, colon)),
          Integer.valueOf(hostAndPort.substring(colon + 1)),
          path);
    }
    return new Endpoint(Hosts.normalize(hostAndPort), null, path);
  }

  private static boolean isNumber(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return start < text.length() && text.length() - start <= 5;
  }

  /** True if a request to this place is one to this end point. */
  public boolean matches(String anyHost, int anyPort, String anyPath) {
    return matchesHost(Hosts.normalize(anyHost)) && matchesRest(anyPort, anyPath);
  }

  boolean matchesHost(String normalized) {
    return normalized.endsWith(host)
        && (normalized.length() == host.length()
            || normalized.charAt(normalized.length() - host.length() - 1) == '.');
  }

  private boolean matchesRest(int anyPort, String anyPath) {
    return matchesPort(anyPort) && (path == null || path.matches(anyPath));
  }

  boolean matchesPort(int anyPort) {
    return port == null || port == anyPort;
  }
}
