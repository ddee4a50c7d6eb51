package dev.flowguard.agent.taps.tomcat;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where Tomcat's WebSockets are looked at: where the next message or fragment, whole and inflated,
 * is passed to the handler of the application.
 */
public final class TomcatSocketHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.tomcat.";
  private static final String WEBSOCKET = "org/apache/tomcat/websocket/";
  private static final String FRAMES = WEBSOCKET + "WsFrameBase";

  private TomcatSocketHooks() {}

  /** Messages, as the application gets them. */
  public static Client messages() {
    return Client.library(
        "tomcat-websocket",
        List.of("org/apache/tomcat"),
        null,
        HookPoint.before(FRAMES, "sendMessageText", "(Z)V", TAPS + "TextMessageTap"),
        HookPoint.before(
            FRAMES, "sendMessageBinary", "(Ljava/nio/ByteBuffer;Z)V", TAPS + "BinaryMessageTap"),
        new HookPoint(
            WEBSOCKET + "server/WsHttpUpgradeHandler",
            "init",
            List.of(
                "(Ljavax/servlet/http/WebConnection;)V", "(Ljakarta/servlet/http/WebConnection;)V"),
            HookPoint.Kind.AFTER,
            null,
            TAPS + "HandshakeTap",
            false));
  }
}
