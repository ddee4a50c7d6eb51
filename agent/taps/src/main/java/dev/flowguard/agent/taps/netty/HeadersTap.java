package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * Where a server has read the head of a request, or the trailers after its body. The head is read
 * now, because listeners change it.
 */
public final class HeadersTap implements Gate {
  private static final int STREAM = 1;
  private static final int HEADERS = 2;
  private static final int IS_END = 7;

  private final Guard guard;

  public HeadersTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object all, @Nullable Object b, @Nullable Object c) {
    if (!(all instanceof Object[] arguments)
        || !(arguments[0] instanceof ChannelHandlerContext context)
        || !(arguments[STREAM] instanceof Integer stream)
        || !(arguments[HEADERS] instanceof Http2Headers headers)) {
      return;
    }
    Http2Connection connection = Streams.connection(context, true);
    if (connection == null) {
      return;
    }
    if (Boolean.TRUE.equals(arguments[IS_END])) {
      Streams streams = Streams.of(connection);
      if (streams != null) {
        streams.end(stream);
      }
    } else {
      Streams.head(connection, stream, headers, guard.taps());
    }
  }
}
