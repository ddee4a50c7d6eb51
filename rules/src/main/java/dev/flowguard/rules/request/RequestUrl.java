package dev.flowguard.rules.request;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a URL as a client has it, still percent-encoded. The reader is lenient, unlike
 * {@code java.net.URI}: a URL that breaks the grammar of RFC 3986 must be judged all the same.
 *
 * @param scheme lower case; empty where there is none
 * @param userInfo what stands before {@code @}; null where there is none
 * @param host as written, with the brackets of an IPv6 literal; empty where there is none
 * @param port as written, else the scheme's own, else -1
 * @param path starts with a slash; {@code /} where there is none
 * @param query without the question mark; null where there is none
 * @param fragment without the hash; null where there is none
 */
public record RequestUrl(
    String scheme,
    @Nullable String userInfo,
    String host,
    int port,
    String path,
    @Nullable String query,
    @Nullable String fragment) {

  private static final int MAX_PORT = 65_535;

  /** In UTF-16 units: what an interface names is shorter. */
  private static final int LONGEST_SEGMENT = 64;

  /**
   * True for a segment of a path that could be an id and is no name of the interface: a long one,
   * or one with escapes or digits, but for a version such as {@code v1}.
   */
  public static boolean isId(String path, int start, int end) {
    boolean isId = end - start > LONGEST_SEGMENT;
    for (int i = start; i < end && !isId; i++) {
      char c = path.charAt(i);
      isId = c >= '0' && c <= '9' && !(i == start + 1 && path.charAt(start) == 'v') || c == '%';
    }
    return isId;
  }

  /** Takes a URL apart; never throws. */
  public static RequestUrl parse(String url) {
    int schemeEnd = url.indexOf("://");
    String scheme = schemeEnd < 0 ? "" : url.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
    int start = schemeEnd < 0 ? 0 : schemeEnd + 3;
    int authorityEnd = start;
    // A backslash ends the authority too: clients that accept one read it as a slash.
    while (authorityEnd < url.length() && "/\\?#".indexOf(url.charAt(authorityEnd)) < 0) {
      authorityEnd++;
    }
    String authority = schemeEnd < 0 ? "" : url.substring(start, authorityEnd);
    if (schemeEnd < 0) {
      authorityEnd = 0;
    }
    int at = authority.lastIndexOf('@');
    String userInfo = at < 0 ? null : authority.substring(0, at);
    String hostPort = authority.substring(at + 1);
    int colon = hostPort.lastIndexOf(':');
    int port = -1;
    String host = hostPort;
    if (colon >= 0 && hostPort.indexOf(']', colon) < 0) {
      port = port(hostPort, colon + 1);
      host = hostPort.substring(0, colon);
    }
    if (port < 0) {
      port =
          switch (scheme) {
            case "https", "wss" -> 443;
            case "http", "ws" -> 80;
            default -> -1;
          };
    }
    int hash = url.indexOf('#', authorityEnd);
    int end = hash < 0 ? url.length() : hash;
    int mark = url.indexOf('?', authorityEnd);
    boolean hasQuery = mark >= 0 && mark < end;
    String path = url.substring(authorityEnd, hasQuery ? mark : end);
    return new RequestUrl(
        scheme,
        userInfo,
        host,
        port,
        path.startsWith("/") ? path : "/" + path,
        hasQuery ? url.substring(mark + 1, end) : null,
        hash < 0 ? null : url.substring(hash + 1));
  }

  private static int port(String text, int start) {
    int port = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      port = Math.min(port * 10 + (c - '0'), MAX_PORT + 1);
    }
    return start == text.length() || port > MAX_PORT ? -1 : port;
  }

  /** Scheme, host and port: for addresses that an operator has set, never for a request's. */
  public String origin() {
    return scheme + "://" + host + (port < 0 ? "" : ":" + port);
  }

  /** Scheme, port and lengths only: the rest may be content. */
  @Override
  public String toString() {
    return "RequestUrl["
        + scheme
        + ", host of "
        + host.length()
        + " chars, port "
        + port
        + ", path of "
        + path.length()
        + " chars]";
  }
}
