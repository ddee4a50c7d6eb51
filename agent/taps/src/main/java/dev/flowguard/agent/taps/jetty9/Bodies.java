package dev.flowguard.agent.taps.jetty9;

import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that applications of Jetty 9.4 to 11 are reading, by their streams, which are used again
 * for the next request.
 */
final class Bodies {
  private static final WeakIdentityMap<Object, Tap> OPEN = new WeakIdentityMap<>(Tap::end);

  private Bodies() {}

  /** The tap of a stream that is read; null if no source captures its body. */
  static @Nullable Tap of(Object input, Taps taps) throws ReflectiveOperationException {
    Tap tap = OPEN.get(input);
    if (tap != null) {
      return tap;
    }
    Object request = Members.REQUEST.invoke(Members.STATE.get(input));
    String method = Requests.method(request);
    String target = Requests.target(request);
    if (target == null || !taps.wants(Taps.Side.REQUEST, method, target)) {
      return null;
    }
    tap = taps.open(Taps.Side.REQUEST, method, target, name -> Requests.header(request, name));
    if (tap != null) {
      OPEN.put(input, tap);
    }
    return tap;
  }

  /** Nothing more of a body will be read. */
  static void end(Object input) {
    Tap tap = OPEN.remove(input);
    if (tap != null) {
      tap.end();
    }
  }

  /** The request of a channel is over. */
  static void endOf(Object channel) throws ReflectiveOperationException {
    if (OPEN.isEmpty()) {
      return;
    }
    Object input = Members.INPUT.invoke(Members.REQUEST_OF_CHANNEL.invoke(channel));
    if (input != null) {
      end(input);
    }
  }

  /** What is looked up by name, because these classes have the names of other ones in 12. */
  private static final class Members {
    static final Field STATE;
    static final Method REQUEST;
    static final Method REQUEST_OF_CHANNEL;
    static final Method INPUT;

    static {
      try {
        STATE =
            Class.forName("org.eclipse.jetty.server.HttpInput").getDeclaredField("_channelState");
        STATE.setAccessible(true);
        REQUEST =
            Class.forName("org.eclipse.jetty.server.HttpChannelState").getMethod("getBaseRequest");
        Class<?> request = Class.forName("org.eclipse.jetty.server.Request");
        INPUT = request.getMethod("getHttpInput");
        REQUEST_OF_CHANNEL =
            Class.forName("org.eclipse.jetty.server.HttpChannel").getMethod("getRequest");
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("Jetty has other members", e);
      }
    }

    private Members() {}
  }
}
