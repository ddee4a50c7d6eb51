package dev.flowguard.agent.gates.nettyws;

import dev.flowguard.agent.gate.Gate;
import dev.flowguard.agent.gate.Guard;
import dev.flowguard.agent.gates.netty.Target;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.WebSocket08FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Where a frame of a WebSocket is about to be encoded. */
public final class SocketGate implements Gate {
  static final String CLIENT = "netty-websocket";

  private final Guard guard;

  /** Clients mask what they send, and servers do not. */
  private final VarHandle masks;

  public SocketGate(Guard guard) throws ReflectiveOperationException {
    this.guard = guard;
    this.masks =
        MethodHandles.privateLookupIn(WebSocket08FrameEncoder.class, MethodHandles.lookup())
            .findVarHandle(WebSocket08FrameEncoder.class, "maskPayload", boolean.class);
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
    if (target == null || !(boolean) masks.get(encoder)) {
      return null; // its handshake was no rule's concern
    }
    return Socket.of(guard, ctx, encoder, target).takes(frame, written) ? Boolean.TRUE : null;
  }
}
