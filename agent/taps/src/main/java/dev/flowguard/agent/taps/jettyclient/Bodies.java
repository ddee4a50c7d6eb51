package dev.flowguard.agent.taps.jettyclient;

import dev.flowguard.agent.spi.OpenBodies;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import org.jspecify.annotations.Nullable;

/** Bodies that are on their way, by the sender or receiver of their exchange. */
final class Bodies {
  static final OpenBodies OPEN = new OpenBodies();

  /** By sender: requests that some source captures, of which no body was seen yet. */
  private static final WeakIdentityMap<Object, Object> COMMITTED =
      new WeakIdentityMap<>(lost -> {});

  private Bodies() {}

  /** The head of a request was sent. */
  static void committed(Object sender, Object exchange, Taps taps)
      throws ReflectiveOperationException {
    Object request = Members.request(exchange);
    if (wants(Taps.Side.REQUEST, request, taps)) {
      COMMITTED.put(sender, request);
    } else {
      COMMITTED.remove(sender);
    }
  }

  /** The tap of a request, a piece of whose body was sent; null if no source captures it. */
  static @Nullable Tap sent(Object sender, Taps taps) throws ReflectiveOperationException {
    Object request = COMMITTED.remove(sender);
    if (request != null) {
      open(Taps.Side.REQUEST, sender, request, request, taps);
    }
    return OPEN.of(sender);
  }

  /** The head of an answer is there. */
  static void answer(Object receiver, Object exchange, Taps taps)
      throws ReflectiveOperationException {
    OPEN.end(receiver);
    Object answer = Members.answer(exchange);
    Object request = Members.request(exchange);
    if (Members.status(answer) / 100 == 2 && wants(Taps.Side.RESPONSE, request, taps)) {
      open(Taps.Side.RESPONSE, receiver, request, answer, taps);
    }
  }

  private static boolean wants(Taps.Side side, Object request, Taps taps)
      throws ReflectiveOperationException {
    return taps.wantsExchange(
        side, Members.host(request), Members.port(request), Members.path(request));
  }

  private static void open(Taps.Side side, Object passed, Object request, Object message, Taps taps)
      throws ReflectiveOperationException {
    boolean isRequest = side == Taps.Side.REQUEST;
    OPEN.begin(
        passed,
        taps.openExchange(
            side,
            Members.host(request),
            Members.port(request),
            Members.path(request),
            name -> Members.header(isRequest, message, name)));
  }
}
