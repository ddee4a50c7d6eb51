package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** Where a client writes a frame of a request: it leaves now. */
public final class FrameTap implements Gate {
  private static final int STREAM = 1;
  private static final int CONTENT = 2;

  /** Of the flag that ends the stream, from the end of the arguments. */
  private static final int IS_END = 2;

  private final Guard guard;

  public FrameTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object all, @Nullable Object b, @Nullable Object c) {
    if (!(all instanceof Object[] arguments)
        || !(arguments[0] instanceof ChannelHandlerContext context)
        || !(arguments[STREAM] instanceof Integer stream)) {
      return;
    }
    Http2Connection connection = Streams.connection(context, false);
    if (connection == null) {
      return;
    }
    boolean isEnd = Boolean.TRUE.equals(arguments[arguments.length - IS_END]);
    if (arguments[CONTENT] instanceof Http2Headers headers) {
      Streams.asked(connection, context.channel(), stream, headers, !isEnd, guard.taps());
    }
    Streams streams = Streams.of(connection);
    if (streams == null) {
      return;
    }
    if (arguments[CONTENT] instanceof ByteBuf piece) {
      streams.sends(stream, piece);
    }
    if (isEnd) {
      streams.endRequest(stream);
    }
  }
}
