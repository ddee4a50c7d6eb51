package dev.flowguard.agent.taps.okhttp;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.OpenBodies;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import java.io.IOException;
import java.io.OutputStream;
import okhttp3.HttpUrl;
import okio.Buffer;

/** Bodies that are on their way, by the objects of OkHttp that they pass. */
final class Bodies {
  static final OpenBodies OPEN = new OpenBodies();

  /** By exchange: what begins in the method that runs. */
  private static final OpenBodies BEGUN = new OpenBodies();

  private Bodies() {}

  /** A body of this exchange begins, if some source captures it. */
  static void begin(Object exchange, Taps taps, Taps.Side side, HttpUrl url, MessageHead head) {
    if (taps.wantsExchange(side, url.host(), url.port(), url.encodedPath())) {
      BEGUN.begin(
          exchange, taps.openExchange(side, url.host(), url.port(), url.encodedPath(), head));
    }
  }

  /** The body that begins passes this object. */
  static void made(Object exchange, Object passed) {
    OPEN.begin(passed, BEGUN.take(exchange));
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
