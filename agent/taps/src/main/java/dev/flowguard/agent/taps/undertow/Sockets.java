package dev.flowguard.agent.taps.undertow;

import dev.flowguard.agent.spi.HeaderLists;
import dev.flowguard.agent.spi.SocketMessages;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import io.undertow.websockets.core.StreamSourceFrameChannel;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSocketFrameType;
import io.undertow.websockets.spi.WebSocketHttpExchange;
import java.nio.ByteBuffer;

/** WebSockets of the server. Each message has a channel of its own. */
final class Sockets {
  private static final SocketMessages MESSAGES = new SocketMessages();

  private Sockets() {}

  /** A socket is open. */
  static void opened(WebSocketChannel socket, WebSocketHttpExchange handshake, Taps taps) {
    if (MESSAGES.areWanted(taps, socket.getUrl())) {
      MESSAGES.opened(socket, new HeaderLists(handshake.getRequestHeaders()));
    }
  }

  /** A piece of a message, or of what controls the socket, is about to be read. */
  static void read(StreamSourceFrameChannel message, ByteBuffer piece, Taps taps) {
    WebSocketChannel socket = message.getWebSocketChannel();
    WebSocketFrameType type = message.getType();
    if (socket.isClient() || type != WebSocketFrameType.TEXT && type != WebSocketFrameType.BINARY) {
      return;
    }
    Tap tap = MESSAGES.of(message, socket, taps, socket.getUrl());
    if (tap != null) {
      tap.add(piece);
    }
  }

  /** A message has been read. */
  static void end(StreamSourceFrameChannel message) {
    MESSAGES.end(message);
  }
}
