package dev.flowguard.agent.contract;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/** Adds what serves the socket that a request asks for. */
final class UpgradeHandler extends ChannelInboundHandlerAdapter {
  private static final int LARGEST = 1 << 20;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    String target = ((HttpRequest) message).uri();
    ServedSocket served = ServedSocket.of(target);
    context.pipeline().addLast(new WebSocketServerProtocolHandler(target, null, true, LARGEST));
    if (!served.isPartial()) {
      context.pipeline().addLast(new WebSocketFrameAggregator(LARGEST));
    }
    context.pipeline().addLast(new MessageHandler(served));
    context.fireChannelRead(message);
    context.pipeline().remove(this);
  }
}
