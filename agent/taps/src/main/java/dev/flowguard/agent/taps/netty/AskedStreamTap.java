package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** Where a server has read the head of a request: its answer will say nothing of it. */
public final class AskedStreamTap implements Gate {
  private static final int STREAM = 1;
  private static final int HEADERS = 2;

  private final Guard guard;

  public AskedStreamTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object all, @Nullable Object b, @Nullable Object c) {
    if (all instanceof Object[] arguments
        && arguments[0] instanceof ChannelHandlerContext context
        && arguments[STREAM] instanceof Integer stream
        && arguments[HEADERS] instanceof Http2Headers headers) {
      Http2Connection connection = Streams.connection(context, true);
      if (connection != null) {
        StreamAnswers.asked(connection, stream, headers, guard.taps());
      }
    }
  }
}
