package dev.flowguard.agent.taps.netty;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Where the head of a message has been read from HTTP/2, or the trailers after its body. The head
 * is read now, because listeners change it.
 */
abstract class HeadTap extends StreamTap {
  private static final int HEADERS = 2;
  private static final int IS_END = 7;

  /**
   * @param isServers true for requests that servers read, false for answers that clients read
   */
  HeadTap(boolean isServers) {
    super(isServers);
  }

  @Override
  final void read(Http2Connection connection, Channel channel, int stream, Object[] arguments) {
    if (!(arguments[HEADERS] instanceof Http2Headers headers)) {
      return;
    }
    if (!Boolean.TRUE.equals(arguments[IS_END])) {
      begin(connection, channel, stream, headers);
      return;
    }
    Streams streams = Streams.of(connection);
    if (streams != null) {
      streams.end(stream);
    }
  }

  /** A body follows, or trailers. */
  abstract void begin(
      Http2Connection connection, Channel channel, int stream, Http2Headers headers);
}
