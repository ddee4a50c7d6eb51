package dev.flowguard.agent.gates.jettyws;

import dev.flowguard.agent.gates.jetty.JettyHooks;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** Where Jetty's WebSockets are hooked. */
public final class JettyWebSocketHooks {
  private static final String GATES = "dev.flowguard.agent.gates.jettyws.";
  private static final String WEBSOCKET = "org/eclipse/jetty/websocket/";

  /** In 10, 11 and 12.0; in 12.1. */
  private static final List<String> SENDS =
      List.of(
          "(Lorg/eclipse/jetty/websocket/core/Frame;Lorg/eclipse/jetty/util/Callback;Z)V",
          "(Lorg/eclipse/jetty/websocket/core/OutgoingEntry;)V");

  private JettyWebSocketHooks() {}

  public static Client client() {
    return Client.library(
        Outgoing.CLIENT,
        JettyHooks.PACKAGES,
        WEBSOCKET + "client/WebSocketClient",
        HookPoint.answer(
            WEBSOCKET + "common/extensions/ExtensionStack",
            "outgoingFrame",
            "(Lorg/eclipse/jetty/websocket/api/extensions/Frame;"
                + "Lorg/eclipse/jetty/websocket/api/WriteCallback;"
                + "Lorg/eclipse/jetty/websocket/api/BatchMode;)V",
            GATES + "Jetty9SendGate"),
        send("core/internal/WebSocketCoreSession"),
        send("core/WebSocketCoreSession"));
  }

  private static HookPoint send(String session) {
    return new HookPoint(
        WEBSOCKET + session, "sendFrame", SENDS, Kind.ANSWER, null, GATES + "SendGate");
  }
}
