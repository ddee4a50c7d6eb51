package dev.flowguard.agent.taps.jetty9ws;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where the WebSockets of Jetty 9.4 are looked at: where a frame, unmasked and inflated, gets to
 * what calls the application. Later versions do not have the class.
 */
public final class Jetty9SocketHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.jetty9ws.";
  private static final String DRIVER =
      "org/eclipse/jetty/websocket/common/events/AbstractEventDriver";

  private Jetty9SocketHooks() {}

  /** Messages, frame by frame. */
  public static Client messages() {
    return Client.library(
        "jetty9-websocket",
        List.of("org/eclipse/jetty"),
        null,
        HookPoint.before(
            DRIVER,
            "openSession",
            "(Lorg/eclipse/jetty/websocket/common/WebSocketSession;)V",
            TAPS + "HandshakeTap"),
        HookPoint.before(
            DRIVER,
            "incomingFrame",
            "(Lorg/eclipse/jetty/websocket/api/extensions/Frame;)V",
            TAPS + "FrameTap"));
  }
}
