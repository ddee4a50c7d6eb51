package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** Where a stream is closed: complete, reset by either side, or with its connection. */
public final class StreamClosedTap implements Gate {
  public StreamClosedTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object closed, @Nullable Object b, @Nullable Object c) {
    if (self instanceof Http2Connection connection && closed instanceof Http2Stream stream) {
      Streams streams = Streams.of(connection);
      if (streams != null) {
        streams.closed(stream.id());
      }
    }
  }
}
