package dev.flowguard.agent.taps.jetty9ws;

import dev.flowguard.agent.spi.HeaderLists;
import dev.flowguard.agent.spi.SocketMessages;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** WebSockets of servers, by their sessions. */
final class Sockets {
  private static final int LAST_OF_MESSAGES = 2;

  private static final SocketMessages MESSAGES = new SocketMessages();

  private Sockets() {}

  /** A socket is about to open. */
  static void opened(Object session, Taps taps) throws ReflectiveOperationException {
    if (isServer(session) && MESSAGES.areWanted(taps, target(session))) {
      @SuppressWarnings("unchecked") // as the API declares it; names in any case
      Map<String, List<String>> headers =
          (Map<String, List<String>>) Members.HEADERS.invoke(Members.HANDSHAKE.invoke(session));
      MESSAGES.opened(session, new HeaderLists(headers));
    }
  }

  private static boolean isServer(Object session) throws ReflectiveOperationException {
    return Members.BEHAVIOR.invoke(Members.POLICY.invoke(session)).toString().equals("SERVER");
  }

  private static String target(Object session) throws ReflectiveOperationException {
    return Members.URI.invoke(Members.HANDSHAKE.invoke(session)).toString();
  }

  /** A frame has come. */
  static void received(Object driver, Object frame, Taps taps) throws ReflectiveOperationException {
    Object session = Members.SESSION.invoke(driver);
    if ((byte) Members.OP_CODE.invoke(frame) > LAST_OF_MESSAGES || !isServer(session)) {
      return;
    }
    Tap tap = MESSAGES.of(session, session, taps, target(session));
    if (tap != null) {
      if (Members.PAYLOAD.invoke(frame) instanceof ByteBuffer payload) {
        tap.add(payload);
      }
      if ((boolean) Members.IS_LAST.invoke(frame)) {
        MESSAGES.end(session);
      }
    }
  }

  /** What is looked up by name, because other versions have other classes of these names. */
  private static final class Members {
    private static final String WEBSOCKET = "org.eclipse.jetty.websocket.";

    static final Method SESSION = of("common.events.AbstractEventDriver", "getSession");
    static final Method HANDSHAKE = of("common.WebSocketSession", "getUpgradeRequest");
    static final Method POLICY = of("common.WebSocketSession", "getPolicy");
    static final Method BEHAVIOR = of("api.WebSocketPolicy", "getBehavior");
    static final Method URI = of("api.UpgradeRequest", "getRequestURI");
    static final Method HEADERS = of("api.UpgradeRequest", "getHeaders");
    static final Method OP_CODE = of("api.extensions.Frame", "getOpCode");
    static final Method IS_LAST = of("api.extensions.Frame", "isFin");
    static final Method PAYLOAD = of("api.extensions.Frame", "getPayload");

    private Members() {}

    private static Method of(String type, String name) {
      try {
        return Class.forName(WEBSOCKET + type).getMethod(name);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("Jetty has other members", e);
      }
    }
  }
}
