package dev.flowguard.agent.gates.jetty;

import dev.flowguard.agent.spi.RequestPlace;
import dev.flowguard.rules.request.Header;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpField;
import org.jspecify.annotations.Nullable;

/**
 * What is reached of Jetty's client by name, because its classes moved from one line to the next:
 * {@code org.eclipse.jetty.client} until 11, {@code org.eclipse.jetty.client.transport} from 12 on.
 */
final class Internals {
  private final MethodHandle request;
  private final MethodHandle conversation;
  private final MethodHandle method;
  private final MethodHandle scheme;
  private final MethodHandle host;
  private final MethodHandle port;
  private final MethodHandle path;
  private final MethodHandle query;
  private final MethodHandle headers;
  private final MethodHandle header;
  private final MethodHandle executor;
  private final MethodHandle expects;
  private final MethodHandle abort;
  private final MethodHandle sendHeaders;
  private final MethodHandle sendContent;

  Internals() throws ReflectiveOperationException {
    Class<?> sender = sender();
    MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(sender, MethodHandles.lookup());
    MethodHandle channel = find(lookup, sender, "getHttpChannel");
    MethodHandle destination = find(lookup, channel.type().returnType(), "getHttpDestination");
    MethodHandle client = find(lookup, destination.type().returnType(), "getHttpClient");
    MethodHandle threads = find(lookup, client.type().returnType(), "getExecutor");
    MethodHandle viaClient = MethodHandles.filterReturnValue(client, threads);
    MethodHandle viaChannel =
        MethodHandles.filterReturnValue(
            channel, MethodHandles.filterReturnValue(destination, viaClient));
    executor = viaChannel.asType(MethodType.methodType(Executor.class, Object.class));
    MethodHandle headersOf = find(lookup, sender, "sendHeaders");
    sendHeaders = headersOf.asType(headersOf.type().erase().changeReturnType(void.class));
    MethodHandle contentOf = find(lookup, sender, "sendContent");
    sendContent = contentOf.asType(contentOf.type().erase().changeReturnType(void.class));

    expects =
        find(lookup, sender, "expects100Continue")
            .asType(MethodType.methodType(boolean.class, Object.class, Object.class));

    MethodHandle requestOf = find(lookup, headersOf.type().parameterType(1), "getRequest");
    request = ofObject(requestOf, Object.class);
    Class<?> type = requestOf.type().returnType();
    abort =
        find(lookup, type, "abort")
            .asType(MethodType.methodType(void.class, Object.class, Throwable.class));
    conversation = ofObject(find(lookup, type, "getConversation"), Object.class);
    method = ofObject(find(lookup, type, "getMethod"), String.class);
    scheme = ofObject(find(lookup, type, "getScheme"), String.class);
    host = ofObject(find(lookup, type, "getHost"), String.class);
    port = ofObject(find(lookup, type, "getPort"), int.class);
    path = ofObject(find(lookup, type, "getPath"), String.class);
    query = ofObject(find(lookup, type, "getQuery"), String.class);
    MethodHandle fields = find(lookup, type, "getHeaders");
    headers = ofObject(fields, Iterable.class);
    header =
        MethodHandles.filterArguments(
                MethodHandles.publicLookup()
                    .findVirtual(
                        fields.type().returnType(),
                        "get",
                        MethodType.methodType(String.class, String.class)),
                0,
                fields)
            .asType(MethodType.methodType(String.class, Object.class, String.class));
  }

  private static Class<?> sender() throws ClassNotFoundException {
    try {
      return Class.forName("org.eclipse.jetty.client.transport.HttpSender");
    } catch (ClassNotFoundException e) {
      return Class.forName("org.eclipse.jetty.client.HttpSender");
    }
  }

  /** The one method of this name; the one without parameters if it gets something. */
  private static MethodHandle find(MethodHandles.Lookup lookup, Class<?> type, String name)
      throws ReflectiveOperationException {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Method method : at.getDeclaredMethods()) {
        if (method.getName().equals(name)
            && !method.isBridge()
            && (!name.startsWith("get") || method.getParameterCount() == 0)) {
          return lookup.unreflect(method);
        }
      }
    }
    throw new NoSuchMethodException(type.getName() + "." + name);
  }

  private static MethodHandle ofObject(MethodHandle getter, Class<?> returned) {
    return getter.asType(MethodType.methodType(returned, Object.class));
  }

  Object request(Object exchange) {
    return get(request, exchange);
  }

  /** What all hops of a call have in common. */
  Object conversation(Object httpRequest) {
    return get(conversation, httpRequest);
  }

  String method(Object httpRequest) {
    return (String) get(method, httpRequest);
  }

  String host(Object httpRequest) {
    return (String) get(host, httpRequest);
  }

  int port(Object httpRequest) {
    return (int) get(port, httpRequest);
  }

  /** Path and query. */
  String target(Object httpRequest) {
    Object pathOnly = get(path, httpRequest);
    Object after = get(query, httpRequest);
    return after == null ? String.valueOf(pathOnly) : pathOnly + "?" + after;
  }

  /** Set by the client, unless the caller has. */
  @Nullable String hostHeader(Object httpRequest) {
    try {
      return (String) header.invokeExact(httpRequest, "Host");
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** For the report of a fault to the guard. */
  RequestPlace place(Object httpRequest) {
    return new RequestPlace(
        method(httpRequest),
        (String) get(scheme, httpRequest),
        host(httpRequest),
        port(httpRequest),
        target(httpRequest),
        hostHeader(httpRequest));
  }

  String url(Object httpRequest) {
    return place(httpRequest).url();
  }

  List<Header> headers(Object httpRequest) {
    List<Header> list = new ArrayList<>();
    for (Object each : (Iterable<?>) get(headers, httpRequest)) {
      if (each instanceof HttpField field) {
        String value = field.getValue();
        list.add(new Header(field.getName(), value == null ? "" : value));
      }
    }
    return list;
  }

  /** Fails an exchange as the application may. */
  void abort(Object exchange, Throwable cause) {
    try {
      abort.invokeExact(request(exchange), cause);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The threads of the client that a sender belongs to. */
  Executor executor(Object sender) {
    return (Executor) get(executor, sender);
  }

  /** Has the transport itself write, in 10 and later. */
  void write(
      boolean isHead,
      Object sender,
      Object exchange,
      @Nullable Object piece,
      boolean isLast,
      Object callback)
      throws Throwable {
    (isHead ? sendHeaders : sendContent).invoke(sender, exchange, piece, isLast, callback);
  }

  /** Has the transport itself write, in 9.4. */
  void write(boolean isHead, Object sender, Object exchange, Object content, Object callback)
      throws Throwable {
    (isHead ? sendHeaders : sendContent).invoke(sender, exchange, content, callback);
  }

  /** True if the client will wait for the server's word before it sends content. */
  boolean expectsContinue(Object sender, Object httpRequest) {
    try {
      return (boolean) expects.invoke(sender, httpRequest);
    } catch (Throwable e) {
      return false;
    }
  }

  private static Object get(MethodHandle getter, Object of) {
    try {
      return getter.invoke(of);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
