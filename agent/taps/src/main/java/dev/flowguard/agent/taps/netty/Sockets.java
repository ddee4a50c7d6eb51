package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.SocketMessages;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** WebSockets of servers, by their channels. */
final class Sockets {
  private static final int COMPRESSED = 4;

  private static final SocketMessages MESSAGES = new SocketMessages();
  private static final WeakIdentityMap<Channel, Socket> OPEN = new WeakIdentityMap<>(socket -> {});

  private Sockets() {}

  private static final class Socket {
    final String target;

    /** True within a message whose frames are inflated further on. For the event loop. */
    boolean isCompressed;

    Socket(String target) {
      this.target = target;
    }
  }

  /** A channel becomes a socket. */
  static void opened(Channel channel, HttpRequest handshake, Taps taps) {
    String target = handshake.uri();
    OPEN.put(channel, new Socket(target));
    if (MESSAGES.areWanted(taps, target)) {
      MESSAGES.opened(channel, handshake.headers()::get);
    }
  }

  /** A frame has come, or is inflated: those that are compressed come twice. */
  static void decoded(Channel channel, WebSocketFrame frame, boolean isInflated, Taps taps) {
    Socket socket = OPEN.get(channel);
    if (socket == null || !isOfMessage(frame)) {
      return;
    }
    if (!isInflated && !(frame instanceof ContinuationWebSocketFrame)) {
      socket.isCompressed = (frame.rsv() & COMPRESSED) != 0;
    }
    if (!isInflated && socket.isCompressed) {
      return;
    }
    Tap tap = MESSAGES.of(channel, channel, taps, socket.target);
    if (tap != null) {
      Buffers.add(frame.content(), tap);
      if (frame.isFinalFragment()) {
        MESSAGES.end(channel);
      }
    }
  }

  private static boolean isOfMessage(WebSocketFrame frame) {
    return frame instanceof TextWebSocketFrame
        || frame instanceof BinaryWebSocketFrame
        || frame instanceof ContinuationWebSocketFrame;
  }
}
