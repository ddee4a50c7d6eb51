package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * Where the head of a message has been read from HTTP/2, or the trailers after its body. The head
 * is read now, because listeners change it.
 */
abstract class HeadTap implements Gate {
  private static final int STREAM = 1;
  private static final int HEADERS = 2;
  private static final int IS_END = 7;

  private final boolean isServers;

  /**
   * @param isServers true for requests that servers read, false for answers that clients read
   */
  HeadTap(boolean isServers) {
    this.isServers = isServers;
  }

  @Override
  public final void before(
      @Nullable Object self, @Nullable Object all, @Nullable Object b, @Nullable Object c) {
    if (!(all instanceof Object[] arguments)
        || !(arguments[0] instanceof ChannelHandlerContext context)
        || !(arguments[STREAM] instanceof Integer stream)
        || !(arguments[HEADERS] instanceof Http2Headers headers)) {
      return;
    }
    Http2Connection connection = Streams.connection(context, isServers);
    if (connection == null) {
      return;
    }
    if (!Boolean.TRUE.equals(arguments[IS_END])) {
      read(connection, context.channel(), stream, headers);
      return;
    }
    Streams streams = Streams.of(connection);
    if (streams != null) {
      streams.end(stream);
    }
  }

  /** A body follows, or trailers. */
  abstract void read(Http2Connection connection, Channel channel, int stream, Http2Headers headers);
}
