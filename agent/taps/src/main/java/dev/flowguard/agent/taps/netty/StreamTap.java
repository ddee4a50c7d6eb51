package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import org.jspecify.annotations.Nullable;

/** Where something of a stream of HTTP/2 has been read. */
abstract class StreamTap implements Gate {
  private final boolean isServers;

  /**
   * @param isServers true for the connections of servers, false for those of clients
   */
  StreamTap(boolean isServers) {
    this.isServers = isServers;
  }

  @Override
  public final void before(
      @Nullable Object self, @Nullable Object all, @Nullable Object b, @Nullable Object c) {
    if (all instanceof Object[] arguments
        && arguments[0] instanceof ChannelHandlerContext context
        && arguments[1] instanceof Integer stream) {
      Http2Connection connection = Streams.connection(context, isServers);
      if (connection != null) {
        read(connection, context.channel(), stream, arguments);
      }
    }
  }

  /**
   * Takes what has been read.
   *
   * @param arguments of the listener's method
   */
  abstract void read(Http2Connection connection, Channel channel, int stream, Object[] arguments);
}
