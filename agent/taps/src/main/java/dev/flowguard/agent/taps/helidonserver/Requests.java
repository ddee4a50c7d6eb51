package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import org.jspecify.annotations.Nullable;

/** What requests say of themselves. */
final class Requests {
  private static final Getter PROLOGUE = new Getter("prologue");
  private static final Getter HEADERS = new Getter("headers");
  private static final Getter METHOD = new Getter("method");
  private static final Getter TEXT = new Getter("text");
  private static final Getter PATH = new Getter("uriPath");
  private static final Getter RAW_PATH = new Getter("rawPath");

  /** First lines of requests that have another one since an application has rerouted them. */
  private static final WeakIdentityMap<Object, Object> REROUTED = new WeakIdentityMap<>(lost -> {});

  private Requests() {}

  /** A request is about to get another first line. */
  static void reroute(Object request, Taps taps) throws ReflectiveOperationException {
    if (REROUTED.get(request) != null) {
      return;
    }
    Object prologue = PROLOGUE.of(request);
    String method = method(prologue);
    String path = path(prologue);
    if (taps.wants(Taps.Side.REQUEST, method, path)
        || taps.wants(Taps.Side.RESPONSE, method, path)) {
      REROUTED.put(request, prologue);
    }
  }

  /** The first line of a request, as it came. */
  static Object prologue(@Nullable Object request) throws ReflectiveOperationException {
    Object first = request == null ? null : REROUTED.get(request);
    return first == null ? PROLOGUE.of(request) : first;
  }

  static String method(Object prologue) throws ReflectiveOperationException {
    return (String) TEXT.of(METHOD.of(prologue));
  }

  static String path(Object prologue) throws ReflectiveOperationException {
    return (String) RAW_PATH.of(PATH.of(prologue));
  }

  static MessageHead head(@Nullable Object request) throws ReflectiveOperationException {
    return new Head((Iterable<?>) HEADERS.of(request));
  }
}
