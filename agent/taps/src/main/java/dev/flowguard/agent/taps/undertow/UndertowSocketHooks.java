package dev.flowguard.agent.taps.undertow;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where Undertow's WebSockets are looked at: where the channel of a message, which all that reads
 * one reads, has unmasked and inflated a piece of it.
 */
public final class UndertowSocketHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.undertow.";
  private static final String WEBSOCKETS = "io/undertow/websockets/";
  private static final String CHANNEL = WEBSOCKETS + "core/StreamSourceFrameChannel";

  private UndertowSocketHooks() {}

  /** Messages, as the application reads them. */
  public static Client messages() {
    return Client.library(
        "undertow-websocket",
        List.of("io/undertow"),
        null,
        HookPoint.after(
            CHANNEL,
            "processFrameData",
            "(Lio/undertow/connector/PooledByteBuffer;Z)Lio/undertow/connector/PooledByteBuffer;",
            TAPS + "FrameDataTap"),
        HookPoint.before(CHANNEL, "checkComplete", "()V", TAPS + "MessageEndTap"),
        HookPoint.after(
            WEBSOCKETS + "core/protocol/version13/Hybi13Handshake",
            "createChannel",
            "(Lio/undertow/websockets/spi/WebSocketHttpExchange;Lorg/xnio/StreamConnection;"
                + "Lio/undertow/connector/ByteBufferPool;"
                + ")Lio/undertow/websockets/core/WebSocketChannel;",
            TAPS + "HandshakeTap"));
  }
}
