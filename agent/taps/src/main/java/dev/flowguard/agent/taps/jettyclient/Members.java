package dev.flowguard.agent.taps.jettyclient;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** What is looked up by name, because 12 has it in other packages than 9.4 to 11. */
final class Members {
  private static final Method REQUEST;
  private static final Method ANSWER;
  private static final Method HOST;
  private static final Method PORT;
  private static final Method PATH;
  private static final Method REQUEST_FIELDS;
  private static final Method STATUS;
  private static final Method ANSWER_FIELDS;
  private static final Method FIELD;

  static {
    try {
      Class<?> exchange = exchange();
      REQUEST = exchange.getMethod("getRequest");
      ANSWER = exchange.getMethod("getResponse");
      Class<?> request = REQUEST.getReturnType();
      HOST = request.getMethod("getHost");
      PORT = request.getMethod("getPort");
      PATH = request.getMethod("getPath");
      REQUEST_FIELDS = request.getMethod("getHeaders");
      Class<?> answer = ANSWER.getReturnType();
      STATUS = answer.getMethod("getStatus");
      ANSWER_FIELDS = answer.getMethod("getHeaders");
      FIELD = ANSWER_FIELDS.getReturnType().getMethod("get", String.class);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Jetty's client has other members", e);
    }
  }

  private Members() {}

  private static Class<?> exchange() throws ClassNotFoundException {
    try {
      return Class.forName("org.eclipse.jetty.client.transport.HttpExchange");
    } catch (ClassNotFoundException e) {
      return Class.forName("org.eclipse.jetty.client.HttpExchange");
    }
  }

  static Object request(Object exchange) throws ReflectiveOperationException {
    return REQUEST.invoke(exchange);
  }

  static Object answer(Object exchange) throws ReflectiveOperationException {
    return ANSWER.invoke(exchange);
  }

  static String host(Object request) throws ReflectiveOperationException {
    return (String) HOST.invoke(request);
  }

  static int port(Object request) throws ReflectiveOperationException {
    return (int) PORT.invoke(request);
  }

  static String path(Object request) throws ReflectiveOperationException {
    String path = (String) PATH.invoke(request);
    return path == null ? "/" : path;
  }

  static int status(Object answer) throws ReflectiveOperationException {
    return (int) STATUS.invoke(answer);
  }

  /** A header of a request or of an answer. */
  static @Nullable String header(boolean isRequest, Object message, String name) {
    try {
      Object fields = (isRequest ? REQUEST_FIELDS : ANSWER_FIELDS).invoke(message);
      return (String) FIELD.invoke(fields, name);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
