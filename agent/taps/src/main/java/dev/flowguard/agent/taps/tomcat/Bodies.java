package dev.flowguard.agent.taps.tomcat;

import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that applications are reading, by Tomcat's request objects, each of which it uses again
 * for the next request. Each request is looked up once: to ask for its path makes a text.
 */
final class Bodies {
  private static final WeakIdentityMap<Request, Body> KNOWN = new WeakIdentityMap<>(Body::end);

  private Bodies() {}

  /** The tap of a request that is read; null if no source captures its body. */
  static @Nullable Tap of(Request request, Taps taps) {
    Body body = KNOWN.get(request);
    if (body == null) {
      body = new Body();
      KNOWN.put(request, body);
    }
    return body.tap(request, taps);
  }

  /** Nothing more of a body will be read. */
  static void end(Request request) {
    Body body = KNOWN.get(request);
    if (body != null) {
      body.end();
    }
  }

  /** The body of the present request of an object, which is used for one after the other. */
  private static final class Body {
    private boolean isLookedUp;
    private @Nullable Tap tap;

    synchronized @Nullable Tap tap(Request request, Taps taps) {
      if (!isLookedUp) {
        isLookedUp = true;
        tap = open(request, taps);
      }
      return tap;
    }

    private static @Nullable Tap open(Request request, Taps taps) {
      String method = String.valueOf(request.method());
      String path = request.decodedURI().toString();
      return path != null && taps.wants(Taps.Side.REQUEST, method, path)
          ? taps.open(Taps.Side.REQUEST, method, path, request::getHeader)
          : null;
    }

    synchronized void end() {
      isLookedUp = false;
      if (tap != null) {
        tap.end();
        tap = null;
      }
    }
  }
}
