package dev.flowguard.agent.gates.apache5;

import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.http.HeaderElements;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, as its caller named it; behind a proxy the place beyond the proxy.
 *
 * @param port -1 for that of the scheme
 * @param path and query; may be absolute
 */
record Target(String method, String scheme, String host, int port, String path) {

  static Target of(HttpRequest request, HttpClientConnection connection) {
    URIAuthority authority = authority(request);
    String scheme = request.getScheme();
    if (scheme == null) {
      scheme = connection.getSSLSession() == null ? "http" : "https";
    }
    String path = request.getPath() == null ? "/" : request.getPath();
    String host = authority == null ? address(connection) : authority.getHostName();
    int port = authority == null ? -1 : authority.getPort();
    return new Target(request.getMethod(), scheme, host, port, path);
  }

  /** Of the request, or as its head has it; null if nobody has said. */
  private static @Nullable URIAuthority authority(HttpRequest request) {
    URIAuthority own = request.getAuthority();
    org.apache.hc.core5.http.Header named =
        own == null ? request.getFirstHeader(HttpHeaders.HOST) : null;
    if (named == null) {
      return own;
    }
    try {
      return URIAuthority.create(named.getValue());
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static String address(HttpClientConnection connection) {
    SocketAddress remote = connection.getRemoteAddress();
    return remote instanceof InetSocketAddress address ? address.getHostString() : "";
  }

  /** The request for a tunnel, through which the judged ones go. */
  boolean isTunnel() {
    return Method.CONNECT.isSame(method);
  }

  static boolean expectsContinue(HttpRequest request) {
    org.apache.hc.core5.http.Header expect = request.getFirstHeader(HttpHeaders.EXPECT);
    return expect != null && HeaderElements.CONTINUE.equalsIgnoreCase(expect.getValue());
  }

  OutboundRequest with(HttpRequest request, Body body) {
    List<Header> headers = new ArrayList<>();
    for (org.apache.hc.core5.http.Header each : request.getHeaders()) {
      headers.add(new Header(each.getName(), each.getValue() == null ? "" : each.getValue()));
    }
    return new OutboundRequest(method, url(), headers, body, ExecuteGate.CLIENT);
  }

  private String url() {
    if (!path.startsWith("/") && path.contains("://")) {
      return path;
    }
    String shown = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    return scheme
        + "://"
        + shown
        + (port < 0 ? "" : ":" + port)
        + (path.startsWith("/") ? path : "/" + path);
  }

  /** No path: it may be content. */
  @Override
  public String toString() {
    return "Target[" + method + " " + scheme + "://" + host + ":" + port + "]";
  }
}
