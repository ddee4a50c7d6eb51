package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** Where a client encodes a piece of a request: it leaves now. */
public final class RequestTap implements Gate {
  private final Guard guard;

  public RequestTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self,
      @Nullable Object context,
      @Nullable Object message,
      @Nullable Object encoded) {
    if (!(self instanceof HttpRequestEncoder) || !(context instanceof ChannelHandlerContext ctx)) {
      return;
    }
    if (message instanceof HttpRequest head) {
      Connection.begin(ctx.channel(), head, guard.taps());
    }
    Connection connection = Connection.of(ctx.channel());
    if (connection == null) {
      return;
    }
    if (message instanceof HttpContent piece) {
      connection.sends(piece.content());
    } else if (message instanceof ByteBuf piece) {
      connection.sends(piece);
    }
    if (message instanceof LastHttpContent) {
      connection.endRequest();
    }
  }
}
