package dev.flowguard.agent.taps.helidon;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is looked up by name: Helidon needs a later Java than the guard. */
final class Members {
  private static final Class<?> CONNECTION;
  private static final Class<?> ENTITY_CHAIN;
  private static final Method SOCKET;
  private static final Method URI;
  private static final Method HOST;
  private static final Method PORT;
  private static final Method TARGET;
  private static final Method REQUEST_HEADERS;
  private static final Method ANSWER_HEADERS;
  private static final Method STATUS;
  private static final Method CODE;
  private static final Method NAME;
  private static final Method FIRST;
  private static final Field ENTITY;

  static {
    try {
      CONNECTION = Class.forName("io.helidon.webclient.api.ClientConnection");
      SOCKET = method(CONNECTION, "helidonSocket");
      Class<?> request = Class.forName("io.helidon.webclient.api.WebClientServiceRequest");
      Class<?> answer = Class.forName("io.helidon.webclient.api.WebClientServiceResponse");
      URI = method(request, "uri");
      Class<?> uri = Class.forName("io.helidon.webclient.api.ClientUri");
      HOST = method(uri, "host");
      PORT = method(uri, "port");
      TARGET = method(uri, "pathWithQueryAndFragment");
      REQUEST_HEADERS = method(request, "headers");
      ANSWER_HEADERS = method(answer, "headers");
      STATUS = method(answer, "status");
      CODE = method(Class.forName("io.helidon.http.Status"), "code");
      NAME = method(Class.forName("io.helidon.http.HeaderNames"), "create", String.class);
      FIRST =
          method(
              Class.forName("io.helidon.http.Headers"),
              "first",
              Class.forName("io.helidon.http.HeaderName"));
      ENTITY_CHAIN = Class.forName("io.helidon.webclient.http1.Http1CallEntityChain");
      ENTITY = ENTITY_CHAIN.getDeclaredField("entity");
      ENTITY.setAccessible(true);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Helidon has other members", e);
    }
  }

  private Members() {}

  /** A public method, which a type that is not public may declare. */
  private static Method method(Class<?> type, String name, Class<?>... arguments)
      throws NoSuchMethodException {
    Method method = type.getMethod(name, arguments);
    method.setAccessible(true);
    return method;
  }

  /** What a connection and the streams of its answers have in common. */
  static Object socket(Object of) throws ReflectiveOperationException {
    return CONNECTION.isInstance(of) ? SOCKET.invoke(of) : of;
  }

  static Object uri(Object request) throws ReflectiveOperationException {
    return URI.invoke(request);
  }

  static String host(Object uri) throws ReflectiveOperationException {
    return (String) HOST.invoke(uri);
  }

  static int port(Object uri) throws ReflectiveOperationException {
    return (int) PORT.invoke(uri);
  }

  static String target(Object uri) throws ReflectiveOperationException {
    return (String) TARGET.invoke(uri);
  }

  static int status(Object answer) throws ReflectiveOperationException {
    return (int) CODE.invoke(STATUS.invoke(answer));
  }

  /** The body that a chain has in memory; null for other chains. */
  static byte @Nullable [] entity(Object chain) throws ReflectiveOperationException {
    return ENTITY_CHAIN.isInstance(chain) ? (byte[]) ENTITY.get(chain) : null;
  }

  /** A header of a request or of an answer. */
  static @Nullable String header(boolean isRequest, Object message, String name) {
    try {
      Object headers = (isRequest ? REQUEST_HEADERS : ANSWER_HEADERS).invoke(message);
      return (String) ((Optional<?>) FIRST.invoke(headers, NAME.invoke(null, name))).orElse(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
