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
    String host = hasPort(hostAndPort) ? host(hostAndPort) : hostAndPort;
    if (HostPatterns.isWide(host)) {
      return "write a host; names below it count too";
    }
    // With a port, a name of one label is a machine and not a country.
    boolean isLabel = hasPort(hostAndPort) && !host.isBlank() && host.indexOf('.') < 0;
    return isLabel && host.indexOf(' ') < 0 ? null : HostPatterns.problem(host);
  }

  /** Reads {@code host} or {@code host:port}. */
  public static Endpoint of(String hostAndPort, @Nullable PathPattern path) {
    if (hasPort(hostAndPort)) {
      return new Endpoint(
          Hosts.normalize(host(hostAndPort)),
          Integer.valueOf(hostAndPort.substring(hostAndPort.lastIndexOf(':') + 1)),
          path);
    }
    return new Endpoint(Hosts.normalize(hostAndPort), null, path);
  }

  private static String host(String hostAndPort) {
    return hostAndPort.substring(0, hostAndPort.lastIndexOf(':'));
  }

  /** True for a name or a bracketed address, a colon and a number; not for {@code ::1}. */
  static boolean hasPort(String text) {
    int colon = text.lastIndexOf(':');
    return colon > 0
        && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']')
        && isNumber(text, colon + 1);
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
