package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** Where a stream is closed: answered, reset by either side, or with its connection. */
public final class AnsweredStreamTap implements Gate {
  public AnsweredStreamTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object closed, @Nullable Object b, @Nullable Object c) {
    if (self instanceof Http2Connection connection && closed instanceof Http2Stream stream) {
      StreamAnswers answers = StreamAnswers.of(connection);
      if (answers != null) {
        answers.end(stream.id());
      }
    }
  }
}
