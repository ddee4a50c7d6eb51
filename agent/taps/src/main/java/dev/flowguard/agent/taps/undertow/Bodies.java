package dev.flowguard.agent.taps.undertow;

import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that applications are reading, by their channels: whoever puts back what he has read gets
 * another channel for the exchange, which begins anew.
 */
final class Bodies {
  private static final WeakIdentityMap<Object, Tap> OPEN = new WeakIdentityMap<>(Tap::end);

  private Bodies() {}

  /** The tap of a channel that is read; null if no source captures its body. */
  static @Nullable Tap of(Object channel, Taps taps) throws IllegalAccessException {
    Tap tap = OPEN.get(channel);
    if (tap != null) {
      return tap;
    }
    HttpServerExchange exchange = (HttpServerExchange) Fields.EXCHANGE.get(channel);
    String method = exchange.getRequestMethod().toString();
    String path = exchange.getRequestPath();
    if (path == null || !taps.wants(Taps.Side.REQUEST, method, path)) {
      return null;
    }
    HeaderMap headers = exchange.getRequestHeaders();
    tap = taps.open(Taps.Side.REQUEST, method, path, headers::getFirst);
    if (tap != null) {
      OPEN.put(channel, tap);
    }
    return tap;
  }

  /** Nothing more of a body will be read. */
  static void end(Object channel) {
    Tap tap = OPEN.remove(channel);
    if (tap != null) {
      tap.end();
    }
  }

  /** An exchange is over. */
  static void endOf(HttpServerExchange exchange) throws IllegalAccessException {
    if (OPEN.isEmpty()) {
      return;
    }
    Object channel = Fields.CHANNEL.get(exchange);
    if (channel != null) {
      end(channel);
    }
  }

  /** What is looked up by name, because it is not public. */
  private static final class Fields {
    static final Field EXCHANGE;
    static final Field CHANNEL;

    static {
      try {
        CHANNEL = HttpServerExchange.class.getDeclaredField("requestChannel");
        CHANNEL.setAccessible(true);
        EXCHANGE = CHANNEL.getType().getDeclaredField("this$0");
        EXCHANGE.setAccessible(true);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("Undertow has other fields", e);
      }
    }

    private Fields() {}
  }
}
