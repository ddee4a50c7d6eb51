package dev.flowguard.agent.gates.nettyws;

import dev.flowguard.agent.gates.netty.Target;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.WebSocket08FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/** Where a frame of a WebSocket is about to be encoded. */
public final class SocketGate implements Gate {
  static final String CLIENT = "netty-websocket";

  private final Guard guard;

  public SocketGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public @Nullable Object answer(
      @Nullable Object self,
      @Nullable Object context,
      @Nullable Object message,
      @Nullable Object promise) {
    if (!(self instanceof WebSocket08FrameEncoder encoder)
        || !(context instanceof ChannelHandlerContext ctx)
        || !(message instanceof WebSocketFrame frame)
        || !(promise instanceof ChannelPromise written)) {
      return null;
    }
    Target target = Target.ofSocket(ctx.channel());
    if (target == null) {
      return null; // no rule concerned its handshake, or it is a server's, which sent none
    }
    return Socket.of(guard, ctx, encoder, target).takes(frame, written) ? Boolean.TRUE : null;
  }
}
