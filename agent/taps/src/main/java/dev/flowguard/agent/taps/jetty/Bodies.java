package dev.flowguard.agent.taps.jetty;

import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Bodies that applications of Jetty 12 are reading. There is an object for each request. */
final class Bodies {
  private static final WeakIdentityMap<Request, Tap> OPEN = new WeakIdentityMap<>(Tap::end);

  private Bodies() {}

  /** The tap of a request that is read; null if no source captures its body. */
  static @Nullable Tap of(Request request, Taps taps) {
    Tap tap = OPEN.get(request);
    if (tap != null) {
      return tap;
    }
    String method = request.getMethod();
    String path = request.getHttpURI().getPath();
    if (path == null || !taps.wants(Taps.Side.REQUEST, method, path)) {
      return null;
    }
    HttpFields headers = request.getHeaders();
    tap = taps.open(Taps.Side.REQUEST, method, path, headers::get);
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
