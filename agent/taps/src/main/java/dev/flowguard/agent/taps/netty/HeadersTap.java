package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Guard;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Headers;

/** Where a server has read the head of a request. */
public final class HeadersTap extends HeadTap {
  private final Guard guard;

  public HeadersTap(Guard guard) {
    super(true);
    this.guard = guard;
  }

  @Override
  void begin(Http2Connection connection, Channel channel, int stream, Http2Headers headers) {
    Streams.head(connection, stream, headers, guard.taps());
  }
}
