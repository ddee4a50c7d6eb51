package dev.flowguard.agent.taps.grizzly;

import dev.flowguard.agent.spi.HiddenField;
import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.PlainHead;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that applications are reading, by the buffers of Grizzly that they read from. Grizzly uses
 * a buffer again for the next request.
 */
final class Bodies {
  private static final WeakIdentityMap<Object, Tap> OPEN = new WeakIdentityMap<>(Tap::end);

  /** The head of the message that a buffer belongs to. */
  private static final HiddenField HEADER = new HiddenField("httpHeader");

  private Bodies() {}

  /** A piece of a body has come; it is not empty. */
  static void add(Object input, Buffer piece, Taps taps) throws IllegalAccessException {
    Tap tap = OPEN.get(input);
    if (tap == null) {
      tap = open(input, piece.get(piece.position()), taps);
      if (tap == null) {
        return;
      }
      OPEN.put(input, tap);
    }
    tap.add(piece.toByteBuffer()); // a copy where it has parts, so only here
  }

  private static @Nullable Tap open(Object input, int first, Taps taps)
      throws IllegalAccessException {
    if (!(HEADER.of(input) instanceof HttpRequestPacket request)) {
      return null; // a client's
    }
    String method = request.getMethod().getMethodString();
    String path = request.getRequestURI();
    if (path == null || !taps.wants(Taps.Side.REQUEST, method, path)) {
      return null;
    }
    MessageHead head = request::getHeader;
    return taps.open(Taps.Side.REQUEST, method, path, new PlainHead(head, first));
  }

  /** Nothing more of a body will come. */
  static void end(Object input) {
    Tap tap = OPEN.remove(input);
    if (tap != null) {
      tap.end();
    }
  }
}
