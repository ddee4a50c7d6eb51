package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where the WebSockets of servers on Netty are looked at: at the decoder of frames, and at that of
 * compressed frames behind it. Sockets of clients have the same decoders, and no handshake of a
 * server.
 */
public final class NettySocketHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.netty.";
  private static final String WEBSOCKET = "io/netty/handler/codec/http/websocketx/";
  private static final String HANDSHAKER = WEBSOCKET + "WebSocketServerHandshaker";
  private static final String REST =
      "Lio/netty/handler/codec/http/HttpHeaders;Lio/netty/channel/ChannelPromise;"
          + ")Lio/netty/channel/ChannelFuture;";

  private NettySocketHooks() {}

  /** Messages, frame by frame. */
  public static Client messages() {
    return Client.library(
        "netty-websocket",
        List.of("io/netty"),
        null,
        HookPoint.before(
            HANDSHAKER,
            "handshake",
            "(Lio/netty/channel/Channel;Lio/netty/handler/codec/http/FullHttpRequest;" + REST,
            TAPS + "HandshakeTap"),
        HookPoint.before(
            HANDSHAKER,
            "handshake",
            "(Lio/netty/channel/Channel;Lio/netty/handler/codec/http/HttpRequest;" + REST,
            TAPS + "HandshakeTap"),
        // In the versions that have it, a handshake by the context of a handler passes this only.
        HookPoint.afterIfDeclared(
            HANDSHAKER,
            "handshake0",
            "(Lio/netty/channel/ChannelOutboundInvoker;Lio/netty/channel/Channel;"
                + "Lio/netty/handler/codec/http/FullHttpRequest;"
                + REST,
            TAPS + "HandshakeTap"),
        HookPoint.after(
            WEBSOCKET + "WebSocket08FrameDecoder",
            "decode",
            "(Lio/netty/channel/ChannelHandlerContext;Lio/netty/buffer/ByteBuf;Ljava/util/List;)V",
            TAPS + "SocketFrameTap"),
        HookPoint.after(
            WEBSOCKET + "extensions/compression/DeflateDecoder",
            "decode",
            "(Lio/netty/channel/ChannelHandlerContext;"
                + "Lio/netty/handler/codec/http/websocketx/WebSocketFrame;Ljava/util/List;)V",
            TAPS + "SocketFrameTap"));
  }
}
