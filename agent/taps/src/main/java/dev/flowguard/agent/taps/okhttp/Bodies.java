package dev.flowguard.agent.taps.okhttp;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import java.io.IOException;
import java.io.OutputStream;
import okhttp3.HttpUrl;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Bodies that are on their way, by the objects of OkHttp that they pass. */
final class Bodies {
  /** By exchange: what begins in the method that runs. */
  private static final WeakIdentityMap<Object, Tap> BEGUN = new WeakIdentityMap<>(Tap::end);

  private static final WeakIdentityMap<Object, Tap> OPEN = new WeakIdentityMap<>(Tap::end);

  private Bodies() {}

  /** A body of this exchange begins, if some source captures it. */
  static void begin(Object exchange, Taps taps, Taps.Side side, HttpUrl url, MessageHead head) {
    if (taps.wantsExchange(side, url.host(), url.port(), url.encodedPath())) {
      Tap tap = taps.openExchange(side, url.host(), url.port(), url.encodedPath(), head);
      if (tap != null) {
        BEGUN.put(exchange, tap);
      }
    }
  }

  /** The body that begins passes this object. */
  static void made(Object exchange, Object passed) {
    Tap tap = BEGUN.remove(exchange);
    if (tap != null) {
      OPEN.put(passed, tap);
    }
  }

  /** The tap of a body by the object that it passes; null if no source captures it. */
  static @Nullable Tap of(Object passed) {
    return OPEN.get(passed);
  }

  /** Nothing more of a body comes. */
  static void end(Object passed) {
    Tap tap = OPEN.remove(passed);
    if (tap != null) {
      tap.end();
    }
  }

  /** Hands bytes of a buffer over, which stay in it. */
  static void add(Tap tap, Buffer from, long start, long count) throws IOException {
    from.copyTo(
        new OutputStream() {
          @Override
          public void write(int b) {
            tap.add(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            tap.add(bytes, offset, length);
          }
        },
        start,
        count);
  }
}
