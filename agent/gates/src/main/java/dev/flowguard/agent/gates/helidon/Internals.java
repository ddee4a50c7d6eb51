package dev.flowguard.agent.gates.helidon;

import dev.flowguard.agent.spi.RequestPlace;
import dev.flowguard.rules.request.Header;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gates ask Helidon, found once. All of it is public API. */
final class Internals {
  private final Class<?> requestType;
  private final Class<?> handlerType;
  private final MethodHandle uri;
  private final MethodHandle method;
  private final MethodHandle methodText;
  private final MethodHandle headers;
  private final MethodHandle hostName;
  private final MethodHandle contains;
  private final MethodHandle get;
  private final MethodHandle headerName;
  private final MethodHandle headerValues;
  private final MethodHandle scheme;
  private final MethodHandle host;
  private final MethodHandle port;
  private final MethodHandle target;
  private final MethodHandle release;
  private final MethodHandle handle;

  Internals() throws ReflectiveOperationException {
    ClassLoader loader = Internals.class.getClassLoader();
    requestType = Class.forName("io.helidon.webclient.api.WebClientServiceRequest", false, loader);
    handlerType =
        Class.forName("io.helidon.webclient.api.ClientRequest$OutputStreamHandler", false, loader);
    Class<?> uriType = Class.forName("io.helidon.webclient.api.ClientUri", false, loader);
    Class<?> methodType = Class.forName("io.helidon.http.Method", false, loader);
    Class<?> headersType = Class.forName("io.helidon.http.ClientRequestHeaders", false, loader);
    Class<?> headerType = Class.forName("io.helidon.http.Header", false, loader);
    Class<?> resource = Class.forName("io.helidon.webclient.api.ReleasableResource", false, loader);
    uri = find(requestType, "uri", uriType);
    method = find(requestType, "method", methodType);
    methodText = find(methodType, "text", String.class);
    headers = find(requestType, "headers", headersType);
    Class<?> nameType = Class.forName("io.helidon.http.HeaderName", false, loader);
    Class<?> names = Class.forName("io.helidon.http.HeaderNames", true, loader);
    hostName =
        MethodHandles.publicLookup()
            .findStaticGetter(names, "HOST", nameType)
            .asType(MethodType.methodType(Object.class));
    contains =
        MethodHandles.publicLookup()
            .findVirtual(headersType, "contains", MethodType.methodType(boolean.class, nameType))
            .asType(MethodType.methodType(boolean.class, Object.class, Object.class));
    get =
        MethodHandles.publicLookup()
            .findVirtual(headersType, "get", MethodType.methodType(headerType, nameType))
            .asType(MethodType.methodType(Object.class, Object.class, Object.class));
    headerName = find(headerType, "name", String.class);
    headerValues = find(headerType, "allValues", List.class);
    scheme = find(uriType, "scheme", String.class);
    host = find(uriType, "host", String.class);
    port = find(uriType, "port", int.class);
    target = find(uriType, "pathWithQueryAndFragment", String.class);
    release = find(resource, "releaseResource", void.class);
    handle =
        MethodHandles.publicLookup()
            .findVirtual(
                handlerType, "handle", MethodType.methodType(void.class, OutputStream.class))
            .asType(MethodType.methodType(void.class, Object.class, OutputStream.class));
  }

  private static MethodHandle find(Class<?> in, String name, Class<?> returned)
      throws ReflectiveOperationException {
    return MethodHandles.publicLookup()
        .findVirtual(in, name, MethodType.methodType(returned))
        .asType(MethodType.methodType(Object.class, Object.class));
  }

  boolean isRequest(@Nullable Object object) {
    return requestType.isInstance(object);
  }

  /** The interface by which callers write their bodies. */
  Class<?> handlerType() {
    return handlerType;
  }

  Object uri(Object request) {
    return call(uri, request);
  }

  String method(Object request) {
    return text(methodText, call(method, request));
  }

  String host(Object uri) {
    return text(host, uri);
  }

  int port(Object uri) {
    return (Integer) call(port, uri);
  }

  /** As on the request line, and what follows a hash along with it. */
  String target(Object uri) {
    return text(target, uri);
  }

  RequestPlace place(Object request) {
    Object uri = uri(request);
    return new RequestPlace(
        method(request), text(scheme, uri), host(uri), port(uri), target(uri), hostHeader(request));
  }

  /** The caller's own, or null. */
  @Nullable String hostHeader(Object request) {
    try {
      Object all = (Object) headers.invokeExact(request);
      Object name = (Object) hostName.invokeExact();
      if (!(boolean) contains.invokeExact(all, name)) {
        return null;
      }
      Object header = (Object) get.invokeExact(all, name);
      List<?> values = (List<?>) call(headerValues, header);
      return values.isEmpty() ? null : String.valueOf(values.get(0));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("Helidon's API throws nothing checked", e);
    }
  }

  List<Header> headers(Object request) {
    List<Header> list = new ArrayList<>();
    for (Object header : (Iterable<?>) call(headers, request)) {
      String name = text(headerName, header);
      for (Object value : (List<?>) call(headerValues, header)) {
        list.add(new Header(name, String.valueOf(value)));
      }
    }
    return list;
  }

  void release(Object resource) {
    call(release, resource);
  }

  /** Lets a caller's handler write; what it throws is its own affair. */
  void write(Object handler, OutputStream to) throws IOException {
    try {
      handle.invokeExact(handler, to);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new UndeclaredThrowableException(e);
    }
  }

  private static String text(MethodHandle getter, Object of) {
    return String.valueOf(call(getter, of));
  }

  private static Object call(MethodHandle getter, Object of) {
    try {
      return (Object) getter.invokeExact(of);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("Helidon's API throws nothing checked", e);
    }
  }
}
