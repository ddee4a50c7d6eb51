package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequestDecoder;
import org.jspecify.annotations.Nullable;

/** Where the connection of a server was closed. */
public final class ConnectionClosedTap implements Gate {
  public ConnectionClosedTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object context,
      @Nullable Object bytes,
      @Nullable Object decoded,
      @Nullable Object returned) {
    if (self instanceof HttpRequestDecoder && context instanceof ChannelHandlerContext at) {
      ConnectionAnswers.closed(at.channel());
    }
  }
}
