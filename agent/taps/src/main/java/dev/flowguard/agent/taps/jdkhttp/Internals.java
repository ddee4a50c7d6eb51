package dev.flowguard.agent.taps.jdkhttp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import jdk.internal.net.http.HttpRequestImpl;
import org.jspecify.annotations.Nullable;

/** What the JDK's client does not show. Its packages are opened to the taps. */
final class Internals {
  private static final Class<?> HTTP_1 = type("Http1Request");
  private static final Class<?> HTTP_2 = type("Stream");
  private static final VarHandle OF_EXCHANGE = request(type("Exchange"));
  private static final VarHandle OF_HTTP_1 = request(HTTP_1);
  private static final VarHandle OF_HTTP_2 = request(HTTP_2);

  private Internals() {}

  private static Class<?> type(String name) {
    try {
      return Class.forName("jdk.internal.net.http." + name);
    } catch (ClassNotFoundException e) {
      throw new LinkageError("jdk.internal.net.http has other classes", e);
    }
  }

  private static VarHandle request(Class<?> owner) {
    try {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findVarHandle(owner, "request", HttpRequestImpl.class);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("jdk.internal.net.http has other members", e);
    }
  }

  /** The request of an exchange: each hop has one. */
  static HttpRequestImpl request(Object exchange) {
    return (HttpRequestImpl) OF_EXCHANGE.get(exchange);
  }

  /** The request that is sent by this object of either version of HTTP; null for any other. */
  static @Nullable HttpRequestImpl sentBy(Object sender) {
    if (HTTP_1.isInstance(sender)) {
      return (HttpRequestImpl) OF_HTTP_1.get(sender);
    }
    return HTTP_2.isInstance(sender) ? (HttpRequestImpl) OF_HTTP_2.get(sender) : null;
  }
}
