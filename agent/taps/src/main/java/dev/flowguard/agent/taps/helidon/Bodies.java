package dev.flowguard.agent.taps.helidon;

import dev.flowguard.agent.spi.OpenBodies;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** Bodies that are on their way, by the streams of their connections. */
final class Bodies {
  static final OpenBodies OPEN = new OpenBodies();

  /** By socket: the request that some source captures, or its answer, while it is being sent. */
  private static final WeakIdentityMap<Object, WeakReference<Object>> SENDING =
      new WeakIdentityMap<>(lost -> {});

  /** By socket: the stream of such an answer, until its head is known. */
  private static final WeakIdentityMap<Object, WeakReference<Object>> MADE =
      new WeakIdentityMap<>(lost -> {});

  private Bodies() {}

  /** A request is about to be sent. */
  static void send(Object connection, Object chain, Object request, Taps taps)
      throws ReflectiveOperationException {
    Object socket = Members.socket(connection);
    boolean isCaptured = wants(Taps.Side.REQUEST, request, taps);
    if (!isCaptured && !wants(Taps.Side.RESPONSE, request, taps)) {
      SENDING.remove(socket);
      return;
    }
    SENDING.put(socket, new WeakReference<>(request));
    byte[] entity = Members.entity(chain);
    if (isCaptured && entity != null && entity.length > 0) {
      Tap tap = open(Taps.Side.REQUEST, request, request, taps);
      if (tap != null) {
        tap.add(entity, 0, entity.length);
        tap.end();
      }
    }
  }

  /** A stream was made, for a request or for an answer. */
  static void made(Object stream, Object of, Taps taps) throws ReflectiveOperationException {
    Object socket = Members.socket(of);
    Object request = referent(SENDING.get(socket));
    if (request == null) {
      return;
    }
    if (!(stream instanceof OutputStream)) {
      MADE.put(socket, new WeakReference<>(stream));
    } else if (wants(Taps.Side.REQUEST, request, taps)) {
      OPEN.begin(stream, open(Taps.Side.REQUEST, request, request, taps));
    }
  }

  /** The head of an answer is there. */
  static void answer(Object connection, Object request, Object answer, Taps taps)
      throws ReflectiveOperationException {
    Object socket = Members.socket(connection);
    SENDING.remove(socket);
    Object stream = referent(MADE.remove(socket));
    if (stream != null
        && Members.status(answer) / 100 == 2
        && wants(Taps.Side.RESPONSE, request, taps)) {
      OPEN.begin(stream, open(Taps.Side.RESPONSE, request, answer, taps));
    }
  }

  private static @Nullable Object referent(@Nullable WeakReference<Object> reference) {
    return reference == null ? null : reference.get();
  }

  private static boolean wants(Taps.Side side, Object request, Taps taps)
      throws ReflectiveOperationException {
    Object uri = Members.uri(request);
    return taps.wantsExchange(side, Members.host(uri), Members.port(uri), Members.target(uri));
  }

  private static @Nullable Tap open(Taps.Side side, Object request, Object message, Taps taps)
      throws ReflectiveOperationException {
    Object uri = Members.uri(request);
    boolean isRequest = side == Taps.Side.REQUEST;
    return taps.openExchange(
        side,
        Members.host(uri),
        Members.port(uri),
        Members.target(uri),
        name -> Members.header(isRequest, message, name));
  }
}
