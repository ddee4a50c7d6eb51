package dev.flowguard.agent.gates.apache4;

import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestPlace;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.http.HttpConnection;
import org.apache.http.HttpHost;
import org.apache.http.HttpInetConnection;
import org.apache.http.HttpRequest;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes that some rule concerns.
 *
 * @param target path and query
 */
public record Place(
    String method,
    String scheme,
    String host,
    int port,
    String target,
    @Nullable String hostHeader) {
  /** Set by HttpClient, which HttpCore knows nothing of. */
  private static final String ROUTE = "http.route";

  private static final String HOST = "Host";

  /** {@code HttpRoute.getTargetHost()}: HttpCore's loader need not see HttpClient's classes. */
  private static final ClassValue<@Nullable MethodHandle> TARGET_HOST =
      new ClassValue<>() {
        @Override
        protected @Nullable MethodHandle computeValue(Class<?> route) {
          try {
            return MethodHandles.publicLookup()
                .findVirtual(route, "getTargetHost", MethodType.methodType(HttpHost.class))
                .asType(MethodType.methodType(HttpHost.class, Object.class));
          } catch (ReflectiveOperationException e) {
            return null;
          }
        }
      };

  /**
   * The place of a request, or null if no rule concerns it.
   *
   * <p>A request may name another host (its {@code Host}) than the one that it is routed to: the
   * one that a rule concerns counts.
   */
  public static @Nullable Place of(
      Guard guard, HttpRequest request, @Nullable HttpContext context, HttpConnection connection) {
    String uri = request.getRequestLine().getUri();
    HttpHost named = host(context, HttpCoreContext.HTTP_TARGET_HOST);
    String field = hostHeader(request);
    if (named != null && concerns(guard, named, uri, field)) {
      return of(request, named, uri);
    }
    HttpHost routed = routed(context);
    if (routed != null && !routed.equals(named) && concerns(guard, routed, uri, field)) {
      return of(request, routed, uri);
    }
    if (named != null || routed != null) {
      return null;
    }
    HttpHost bare = bare(request, "http", connection);
    return bare != null && concerns(guard, bare, uri, field) ? of(request, bare, uri) : null;
  }

  private static @Nullable HttpHost host(@Nullable HttpContext context, String attribute) {
    return context != null && context.getAttribute(attribute) instanceof HttpHost host
        ? host
        : null;
  }

  private static @Nullable HttpHost routed(@Nullable HttpContext context) {
    return target(context == null ? null : context.getAttribute(ROUTE));
  }

  /** Where an {@code HttpRoute} ends. */
  public static @Nullable HttpHost target(@Nullable Object route) {
    MethodHandle targetHost = route == null ? null : TARGET_HOST.get(route.getClass());
    if (targetHost == null) {
      return null;
    }
    try {
      return (HttpHost) targetHost.invokeExact(route);
    } catch (Throwable e) {
      return null; // a getter of a final class
    }
  }

  /**
   * The place of a request on a connection that knows no more than where it is routed to.
   *
   * @param route an {@code HttpRoute}, or null
   */
  public static @Nullable Place of(
      Guard guard,
      HttpRequest request,
      @Nullable Object route,
      boolean isSecure,
      HttpConnection connection) {
    String uri = request.getRequestLine().getUri();
    HttpHost routed = target(route);
    String field = hostHeader(request);
    if (routed != null) {
      return concerns(guard, routed, uri, field) ? of(request, routed, uri) : null;
    }
    HttpHost bare = bare(request, isSecure ? "https" : "http", connection);
    return bare != null && concerns(guard, bare, uri, field) ? of(request, bare, uri) : null;
  }

  private static @Nullable String hostHeader(HttpRequest request) {
    var field = request.getFirstHeader(HOST);
    return field == null ? null : field.getValue();
  }

  /** Without HttpClient only the request and the connection name the host. */
  private static @Nullable HttpHost bare(
      HttpRequest request, String scheme, HttpConnection connection) {
    String value = hostHeader(request);
    if (value != null && !value.isBlank()) {
      int colon = value.lastIndexOf(':');
      boolean hasPort = colon > 0 && value.substring(colon + 1).matches("[0-9]{1,5}");
      return hasPort
          ? new HttpHost(
              value.substring(0, colon), Integer.parseInt(value.substring(colon + 1)), scheme)
          : new HttpHost(value, -1, scheme);
    }
    if (connection instanceof HttpInetConnection inet && inet.getRemoteAddress() != null) {
      return new HttpHost(inet.getRemoteAddress().getHostAddress(), inet.getRemotePort(), scheme);
    }
    return null;
  }

  /** True if some rule concerns requests to this host. */
  public static boolean concerns(
      Guard guard, HttpHost host, String uri, @Nullable String hostHeader) {
    return guard.concerns(host.getHostName(), port(host), uri, hostHeader);
  }

  private static int port(HttpHost host) {
    return host.getPort() > 0
        ? host.getPort()
        : host.getSchemeName().equalsIgnoreCase("https") ? 443 : 80;
  }

  private static Place of(HttpRequest request, HttpHost host, String uri) {
    return new Place(
        request.getRequestLine().getMethod(),
        host.getSchemeName().toLowerCase(Locale.ROOT),
        host.getHostName(),
        port(host),
        origin(uri),
        hostHeader(request));
  }

  public RequestPlace requestPlace() {
    return new RequestPlace(method, scheme, host, port, target, hostHeader);
  }

  /** To a proxy goes the absolute form. */
  private static String origin(String uri) {
    int authority = uri.indexOf("://");
    if (uri.startsWith("/") || authority < 0) {
      return uri.startsWith("/") ? uri : "/" + uri;
    }
    int path = uri.indexOf('/', authority + 3);
    return path < 0 ? "/" : uri.substring(path);
  }

  /** True for the request that opens a tunnel, and holds nothing else. */
  public boolean isTunnel() {
    return method.equalsIgnoreCase("CONNECT");
  }

  /** The request to judge. */
  public OutboundRequest with(HttpRequest request, Body body, String client) {
    List<Header> headers = new ArrayList<>();
    for (var field : request.getAllHeaders()) {
      headers.add(new Header(field.getName(), field.getValue() == null ? "" : field.getValue()));
    }
    return new OutboundRequest(method, requestPlace().url(), headers, body, client);
  }

  /** The host only: the target may be content. */
  @Override
  public String toString() {
    return "Place[" + host + "]";
  }
}
