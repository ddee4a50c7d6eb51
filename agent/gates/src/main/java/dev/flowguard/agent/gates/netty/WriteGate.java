package dev.flowguard.agent.gates.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import org.jspecify.annotations.Nullable;

/** Where a message of a request is about to be encoded. */
public final class WriteGate implements Gate {
  static final String CLIENT = "netty";

  private final Guard guard;

  public WriteGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public @Nullable Object answer(
      @Nullable Object self,
      @Nullable Object context,
      @Nullable Object message,
      @Nullable Object promise) {
    if (!(self instanceof HttpRequestEncoder encoder)
        || !(context instanceof ChannelHandlerContext ctx)
        || !(promise instanceof ChannelPromise written)
        || message == null) {
      return null;
    }
    Sending sending = Sending.of(ctx.channel(), encoder);
    if (sending == null) {
      if (!(message instanceof HttpRequest request) || !isConcerned(guard, ctx, request)) {
        return null;
      }
      sending = Sending.begin(guard, ctx, encoder);
    }
    return sending.takes(message, written) ? Boolean.TRUE : null;
  }

  /** True for a request that is to be judged; the tunnel that a proxy is asked for is none. */
  static boolean isConcerned(Guard guard, ChannelHandlerContext ctx, HttpRequest request) {
    if (HttpMethod.CONNECT.equals(request.method())) {
      Target.tunnels(ctx.channel());
      return false;
    }
    return Target.isConcerned(guard, ctx.channel(), request);
  }
}
