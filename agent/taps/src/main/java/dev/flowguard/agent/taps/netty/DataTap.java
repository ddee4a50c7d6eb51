package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import org.jspecify.annotations.Nullable;

/** Where a server has read a piece of a body. The padding is not in the buffer. */
public class DataTap implements Gate {
  private static final int STREAM = 1;
  private static final int BYTES = 2;
  private static final int IS_END = 4;

  private final boolean isServers;

  public DataTap(Guard guard) {
    this(true);
  }

  /**
   * @param isServers true for the connections of servers, false for those of clients
   */
  DataTap(boolean isServers) {
    this.isServers = isServers;
  }

  @Override
  public final void before(
      @Nullable Object self, @Nullable Object all, @Nullable Object b, @Nullable Object c) {
    if (!(all instanceof Object[] arguments)
        || !(arguments[0] instanceof ChannelHandlerContext context)
        || !(arguments[STREAM] instanceof Integer stream)
        || !(arguments[BYTES] instanceof ByteBuf bytes)) {
      return;
    }
    Http2Connection connection = Streams.connection(context, isServers);
    Streams streams = connection == null ? null : Streams.of(connection);
    Tap tap = streams == null ? null : streams.tap(stream);
    if (streams != null && tap != null) {
      Buffers.add(bytes, tap);
      if (Boolean.TRUE.equals(arguments[IS_END])) {
        streams.end(stream);
      }
    }
  }
}
