package dev.flowguard.agent.taps.jetty;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where the WebSockets of Jetty 10 to 12 are looked at: where the core hands a frame, unmasked and
 * inflated, to one of the APIs above it.
 */
public final class JettySocketHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.jetty.";
  private static final String CORE = "org/eclipse/jetty/websocket/core/";
  private static final String FRAME =
      "(Lorg/eclipse/jetty/websocket/core/Frame;Lorg/eclipse/jetty/util/Callback;)V";

  private JettySocketHooks() {}

  /** Messages, frame by frame. The core of 12 has another package than that of 10 and 11. */
  public static Client messages() {
    return Client.library(
        "jetty-websocket",
        List.of("org/eclipse/jetty"),
        null,
        HookPoint.before(
            CORE + "WebSocketCoreSession$IncomingAdaptor", "onFrame", FRAME, TAPS + "FrameTap"),
        HookPoint.before(
            CORE + "internal/WebSocketCoreSession$IncomingAdaptor",
            "onFrame",
            FRAME,
            TAPS + "FrameTap"),
        new HookPoint(
            CORE + "server/internal/AbstractHandshaker",
            "newWebSocketCoreSession",
            List.of(
                session("Lorg/eclipse/jetty/server/Request;", ""),
                session("Ljavax/servlet/http/HttpServletRequest;", "internal/"),
                session("Ljakarta/servlet/http/HttpServletRequest;", "internal/")),
            HookPoint.Kind.AFTER,
            null,
            TAPS + "HandshakeTap",
            false));
  }

  private static String session(String request, String internal) {
    return "("
        + request
        + "Lorg/eclipse/jetty/websocket/core/FrameHandler;L"
        + CORE
        + internal
        + "Negotiated;Lorg/eclipse/jetty/websocket/core/WebSocketComponents;)L"
        + CORE
        + internal
        + "WebSocketCoreSession;";
  }
}
