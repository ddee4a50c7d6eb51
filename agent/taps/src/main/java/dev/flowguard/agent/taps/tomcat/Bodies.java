package dev.flowguard.agent.taps.tomcat;

import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that applications are reading. Tomcat uses a request object again for the next request.
 */
final class Bodies {
  private static final WeakIdentityMap<Request, Tap> OPEN = new WeakIdentityMap<>(Tap::end);

  private Bodies() {}

  /** The tap of a request that is read; null if no source captures its body. */
  static @Nullable Tap of(Request request, Taps taps) {
    Tap tap = OPEN.get(request);
    if (tap != null) {
      return tap;
    }
    String method = String.valueOf(request.method());
    String path = request.decodedURI().toString();
    if (path == null || !taps.wants(Taps.Side.REQUEST, method, path)) {
      return null;
    }
    tap = taps.open(Taps.Side.REQUEST, method, path, request::getHeader);
    if (tap != null) {
      OPEN.put(request, tap);
    }
    return tap;
  }

  /** Nothing more of a body will be read. */
  static void end(Request request) {
    Tap tap = OPEN.remove(request);
    if (tap != null) {
      tap.end();
    }
  }
}
