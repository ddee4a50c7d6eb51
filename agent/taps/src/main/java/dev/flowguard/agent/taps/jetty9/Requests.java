package dev.flowguard.agent.taps.jetty9;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of requests. It is looked up by name, because these classes have the names of other
 * ones in 12.
 */
final class Requests {
  private static final Method METHOD;
  private static final Method TARGET;
  private static final Method HEADER;

  static {
    try {
      Class<?> request = Class.forName("org.eclipse.jetty.server.Request");
      METHOD = request.getMethod("getMethod");
      // As on the request line: a request that is forwarded gets another URI.
      TARGET = request.getMethod("getOriginalURI");
      HEADER = request.getMethod("getHeader", String.class);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Jetty has other members", e);
    }
  }

  private Requests() {}

  static String method(Object request) throws ReflectiveOperationException {
    return (String) METHOD.invoke(request);
  }

  static @Nullable String target(Object request) throws ReflectiveOperationException {
    return (String) TARGET.invoke(request);
  }

  static @Nullable String header(Object request, String name) {
    return header(HEADER, request, name);
  }

  /** Asks a request or an answer for a header. */
  static @Nullable String header(Method getter, Object message, String name) {
    try {
      return (String) getter.invoke(message, name);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }
}
