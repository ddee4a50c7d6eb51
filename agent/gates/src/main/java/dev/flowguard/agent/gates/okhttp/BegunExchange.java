package dev.flowguard.agent.gates.okhttp;

import dev.flowguard.agent.spi.WeakIdentityMap;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okio.Sink;
import org.jspecify.annotations.Nullable;

/**
 * An exchange whose head has left, and some of its body, while its caller was still writing the
 * body to be held. Since OkHttp 3.14; earlier versions have no such object.
 */
final class BegunExchange {
  /** Where the body goes, by the exchange: to which it leads back, so that the recording has it. */
  private static final WeakIdentityMap<Object, WeakReference<Sink>> BODIES =
      new WeakIdentityMap<>(lost -> {});

  private BegunExchange() {}

  /** Where the body of an exchange goes that was begun here; null for all others. */
  static @Nullable Sink body(Object exchange) {
    WeakReference<Sink> body = BODIES.get(exchange);
    return body == null ? null : body.get();
  }

  /**
   * Sends the head of an exchange, as OkHttp does next.
   *
   * @return where the body goes; null where OkHttp does not let us
   */
  static @Nullable Sink begin(Interceptor.Chain chain, Request request) throws IOException {
    Object exchange = exchange(chain);
    if (exchange == null) {
      return null;
    }
    try {
      exchange.getClass().getMethod("writeRequestHeaders", Request.class).invoke(exchange, request);
      Sink body =
          (Sink)
              exchange
                  .getClass()
                  .getMethod("createRequestBody", Request.class, boolean.class)
                  .invoke(exchange, request, false);
      BODIES.put(exchange, new WeakReference<>(body));
      return body;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IOException ofTheNetwork) {
        throw ofTheNetwork;
      }
      throw new IOException("flowguard: the exchange could not begin", e);
    } catch (ReflectiveOperationException e) {
      throw new IOException("flowguard: the exchange could not begin", e);
    }
  }

  /** Named by Java up to 3.14, by Kotlin since 4.0. */
  private static @Nullable Object exchange(Interceptor.Chain chain) {
    for (String name : new String[] {"getExchange$okhttp", "exchange"}) {
      try {
        return chain.getClass().getMethod(name).invoke(chain);
      } catch (ReflectiveOperationException e) {
        // the other one, or neither
      }
    }
    return null;
  }
}
