package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Guard;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Headers;

/** Where a client has read the head of an answer. */
public final class AnswerHeadersTap extends HeadTap {
  private final Guard guard;

  public AnswerHeadersTap(Guard guard) {
    super(false);
    this.guard = guard;
  }

  @Override
  void begin(Http2Connection connection, Channel channel, int stream, Http2Headers headers) {
    Streams.answered(connection, channel, stream, headers, guard.taps());
  }
}
