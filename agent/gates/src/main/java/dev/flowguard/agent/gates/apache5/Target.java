package dev.flowguard.agent.gates.apache5;

import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestPlace;
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
public record Target(
    String method, String scheme, String host, int port, String path, @Nullable String hostHeader) {

  /** Of a request that some rule concerns; null, and nothing is allocated, if none does. */
  static @Nullable Target concerned(
      Guard guard, HttpRequest request, HttpClientConnection connection) {
    // Without an authority the connection is asked, which makes an object of its address.
    return request.getAuthority() != null
            && !guard.concerns(
                request.getAuthority().getHostName(),
                request.getAuthority().getPort(),
                path(request),
                hostHeader(request))
        ? null
        : of(request, connection.getSSLSession() != null, connection.getRemoteAddress())
            .ifConcerned(guard);
  }

  private @Nullable Target ifConcerned(Guard guard) {
    return isConcerned(guard) ? this : null;
  }

  /**
   * @param isSecure whether the connection is, for a request that does not say
   * @param remote where the connection leads, for a request that does not say
   */
  public static Target of(HttpRequest request, boolean isSecure, @Nullable SocketAddress remote) {
    URIAuthority authority = authority(request);
    String scheme = request.getScheme();
    if (scheme == null) {
      scheme = isSecure ? "https" : "http";
    }
    String host = authority == null ? address(remote) : authority.getHostName();
    int port = authority == null ? -1 : authority.getPort();
    return new Target(request.getMethod(), scheme, host, port, path(request), hostHeader(request));
  }

  private static String path(HttpRequest request) {
    return request.getPath() == null ? "/" : request.getPath();
  }

  private static @Nullable String hostHeader(HttpRequest request) {
    org.apache.hc.core5.http.Header named = request.getFirstHeader(HttpHeaders.HOST);
    return named == null ? null : named.getValue();
  }

  /** True if some rule concerns a request to this place. */
  public boolean isConcerned(Guard guard) {
    return guard.concerns(host, port, path, hostHeader);
  }

  public RequestPlace requestPlace() {
    return new RequestPlace(method, scheme, host, port, path, hostHeader);
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

  private static String address(@Nullable SocketAddress remote) {
    return remote instanceof InetSocketAddress address ? address.getHostString() : "";
  }

  /** The request for a tunnel, through which the judged ones go. */
  public boolean isTunnel() {
    return Method.CONNECT.isSame(method);
  }

  public static boolean expectsContinue(HttpRequest request) {
    org.apache.hc.core5.http.Header expect = request.getFirstHeader(HttpHeaders.EXPECT);
    return expect != null && HeaderElements.CONTINUE.equalsIgnoreCase(expect.getValue());
  }

  OutboundRequest with(HttpRequest request, Body body) {
    return with(request, List.of(), body, ExecuteGate.CLIENT);
  }

  /**
   * @param trailers headers that come after the body
   */
  public OutboundRequest with(
      HttpRequest request,
      List<? extends org.apache.hc.core5.http.Header> trailers,
      Body body,
      String client) {
    List<Header> headers = new ArrayList<>();
    for (org.apache.hc.core5.http.Header each : request.getHeaders()) {
      headers.add(header(each));
    }
    for (org.apache.hc.core5.http.Header each : trailers) {
      headers.add(header(each));
    }
    return new OutboundRequest(method, requestPlace().url(), headers, body, client);
  }

  private static Header header(org.apache.hc.core5.http.Header header) {
    return new Header(header.getName(), header.getValue() == null ? "" : header.getValue());
  }

  /** No path: it may be content. */
  @Override
  public String toString() {
    return "Target[" + method + " " + scheme + "://" + host + ":" + port + "]";
  }
}
