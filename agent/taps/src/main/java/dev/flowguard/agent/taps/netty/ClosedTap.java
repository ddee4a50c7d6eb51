package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseDecoder;
import org.jspecify.annotations.Nullable;

/** Where a connection of a client was closed, and what was left of it has been decoded. */
public final class ClosedTap implements Gate {
  public ClosedTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object context,
      @Nullable Object bytes,
      @Nullable Object decoded,
      @Nullable Object returned) {
    if (self instanceof HttpResponseDecoder && context instanceof ChannelHandlerContext ctx) {
      Connection.end(ctx.channel());
    }
  }
}
