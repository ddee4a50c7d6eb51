package dev.flowguard.agent.gates.jdkhttp;

import dev.flowguard.rules.request.Header;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import jdk.internal.net.http.HttpRequestImpl;
import jdk.internal.net.http.common.HttpHeadersBuilder;
import org.jspecify.annotations.Nullable;

/** What the JDK's client does not show. Its packages are opened to the gate. */
final class Internals {
  private static final VarHandle REQUEST;
  private static final VarHandle MULTI;
  private static final VarHandle FIRST_REQUEST;
  private static final VarHandle STATUS;
  private static final MethodHandle RESPONSE_ASYNC;
  private static final MethodHandle SYSTEM_HEADERS;

  static {
    try {
      Class<?> exchange = Class.forName("jdk.internal.net.http.Exchange");
      Class<?> connection = Class.forName("jdk.internal.net.http.HttpConnection");
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(exchange, MethodHandles.lookup());
      REQUEST = lookup.findVarHandle(exchange, "request", HttpRequestImpl.class);
      Class<?> multi = Class.forName("jdk.internal.net.http.MultiExchange");
      MULTI = lookup.findVarHandle(exchange, "multi", multi);
      FIRST_REQUEST =
          MethodHandles.privateLookupIn(multi, MethodHandles.lookup())
              .findVarHandle(multi, "request", HttpRequestImpl.class);
      Class<?> response = Class.forName("jdk.internal.net.http.Response");
      STATUS =
          MethodHandles.privateLookupIn(response, MethodHandles.lookup())
              .findVarHandle(response, "statusCode", int.class);
      RESPONSE_ASYNC =
          MethodHandles.insertArguments(
              lookup.findVirtual(
                  exchange,
                  "responseAsyncImpl",
                  MethodType.methodType(CompletableFuture.class, connection)),
              1,
              new Object[] {null});
      SYSTEM_HEADERS =
          lookup.findVirtual(
              HttpRequestImpl.class,
              "getSystemHeadersBuilder",
              MethodType.methodType(HttpHeadersBuilder.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("jdk.internal.net.http has other members", e);
    }
  }

  private Internals() {}

  static HttpRequestImpl request(Object exchange) {
    return (HttpRequestImpl) REQUEST.get(exchange);
  }

  /** All hops of one request of the caller. */
  static Object multi(Object exchange) {
    return MULTI.get(exchange);
  }

  static HttpRequestImpl firstRequest(Object multi) {
    return (HttpRequestImpl) FIRST_REQUEST.get(multi);
  }

  static int status(Object response) {
    return (int) STATUS.get(response);
  }

  /** What {@code responseAsync()}, the hooked method, does. */
  static CompletableFuture<?> responseAsync(Object exchange) {
    return (CompletableFuture<?>) call(RESPONSE_ASYNC, exchange);
  }

  /** The caller's own, which {@code jdk.httpclient.allowRestrictedHeaders} permits; or null. */
  static @Nullable String hostHeader(HttpRequestImpl request) {
    // The stream that firstValue() makes would be allocated for each request.
    List<String> values = request.headers().map().get("Host");
    return values == null || values.isEmpty()
        ? null
        : values.size() == 1 ? values.get(0) : String.join(",", values);
  }

  /** The caller's headers and those that the client has added so far. */
  static List<Header> headers(HttpRequestImpl request) {
    List<Header> headers = new ArrayList<>();
    add(request.headers().map(), headers);
    // As the client reads it: what build() makes would be sorted and copied for each request.
    add(((HttpHeadersBuilder) call(SYSTEM_HEADERS, request)).map(), headers);
    return headers;
  }

  private static void add(Map<String, List<String>> from, List<Header> to) {
    for (Map.Entry<String, List<String>> each : from.entrySet()) {
      for (String value : each.getValue()) {
        to.add(new Header(each.getKey(), value));
      }
    }
  }

  private static Object call(MethodHandle method, Object receiver) {
    try {
      return method.invoke(receiver);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
