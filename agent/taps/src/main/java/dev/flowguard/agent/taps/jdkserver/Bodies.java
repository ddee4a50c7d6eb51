package dev.flowguard.agent.taps.jdkserver;

import com.sun.net.httpserver.Headers;
import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import java.lang.reflect.Field;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Bodies that handlers are reading, by their streams. */
final class Bodies {
  private static final WeakIdentityMap<Object, Tap> OPEN = new WeakIdentityMap<>(Tap::end);

  private Bodies() {}

  /** The tap of a stream that is read; null if no source captures its body. */
  static @Nullable Tap of(Object stream, Taps taps) throws IllegalAccessException {
    Tap tap = OPEN.get(stream);
    if (tap != null) {
      return tap;
    }
    Object exchange = Fields.EXCHANGE.get(stream);
    String method = (String) Fields.METHOD.get(exchange);
    String target = ((URI) Fields.URI.get(exchange)).getRawPath();
    if (target == null || !taps.wants(Taps.Side.REQUEST, method, target)) {
      return null;
    }
    Headers headers = (Headers) Fields.HEADERS.get(exchange);
    MessageHead head = headers::getFirst;
    tap = taps.open(Taps.Side.REQUEST, method, target, head);
    if (tap != null) {
      OPEN.put(stream, tap);
    }
    return tap;
  }

  /** Nothing more of a body will be read. */
  static void end(Object stream) {
    Tap tap = OPEN.remove(stream);
    if (tap != null) {
      tap.end();
    }
  }

  /** What is looked up by name, because these classes are not public. */
  private static final class Fields {
    static final Field EXCHANGE;
    static final Field METHOD;
    static final Field URI;
    static final Field HEADERS;

    static {
      try {
        Class<?> exchange = Class.forName("sun.net.httpserver.ExchangeImpl");
        EXCHANGE = open(Class.forName("sun.net.httpserver.LeftOverInputStream"), "t");
        METHOD = open(exchange, "method");
        URI = open(exchange, "uri");
        HEADERS = open(exchange, "reqHdrs");
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("sun.net.httpserver has other fields", e);
      }
    }

    private Fields() {}

    private static Field open(Class<?> type, String name) throws NoSuchFieldException {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    }
  }
}
