package dev.flowguard.agent.contract;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Answers each message, or each fragment of one. */
final class MessageHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
  private final ServedSocket served;

  MessageHandler(ServedSocket served) {
    this.served = served;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == WebSocketServerProtocolHandler.ServerHandshakeStateEvent.HANDSHAKE_COMPLETE
        && served.greeting() != null) {
      answer(context.channel(), served.greeting());
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    byte[] message = new byte[frame.content().readableBytes()];
    frame.content().readBytes(message);
    if (served.isClient()) {
      ClientHandler.connect(
          URI.create(new String(message, StandardCharsets.UTF_8)),
          text -> answer(context.channel(), served.answer(text)));
    } else {
      answer(context.channel(), served.answer(message));
    }
  }

  private static void answer(Channel channel, String text) {
    channel.writeAndFlush(new TextWebSocketFrame(text));
  }
}
