package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;

/** Where a server has read a piece of a body. The padding is not in the buffer. */
public class DataTap extends StreamTap {
  private static final int BYTES = 2;
  private static final int IS_END = 4;

  public DataTap(Guard guard) {
    this(true);
  }

  /**
   * @param isServers true for the connections of servers, false for those of clients
   */
  DataTap(boolean isServers) {
    super(isServers);
  }

  @Override
  final void read(Http2Connection connection, Channel channel, int stream, Object[] arguments) {
    Streams streams = Streams.of(connection);
    Tap tap = streams == null ? null : streams.tap(stream);
    if (streams != null && tap != null && arguments[BYTES] instanceof ByteBuf bytes) {
      Buffers.add(bytes, tap);
      if (Boolean.TRUE.equals(arguments[IS_END])) {
        streams.end(stream);
      }
    }
  }
}
