package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that arrive by HTTP/1.1, by their decoders: each connection has one of its own, which
 * decodes one request after the other.
 */
final class Bodies {
  private static final WeakIdentityMap<Object, Tap> OPEN = new WeakIdentityMap<>(Tap::end);

  private Bodies() {}

  /** A request begins. Its head is read now, because handlers change it. */
  static void begin(Object decoder, HttpRequest request, Taps taps) {
    end(decoder);
    if (!hasBody(request.headers())) {
      return;
    }
    String method = request.method().name();
    String target = request.uri();
    if (taps.wants(Taps.Side.REQUEST, method, target)) {
      Tap tap = taps.open(Taps.Side.REQUEST, method, target, request.headers()::get);
      if (tap != null) {
        OPEN.put(decoder, tap);
      }
    }
  }

  /** True if a head announces a body. */
  static boolean hasBody(HttpHeaders headers) {
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      return true;
    }
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    return length != null && !length.equals("0");
  }

  /** The tap of the request that a decoder decodes; null if no source captures its body. */
  static @Nullable Tap of(Object decoder) {
    return OPEN.get(decoder);
  }

  /** Nothing more of a body will come. */
  static void end(Object decoder) {
    Tap tap = OPEN.remove(decoder);
    if (tap != null) {
      tap.end();
    }
  }
}
