package dev.flowguard.agent.taps.undertow;

import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where an application writes bytes of an answer to a stream, which has a buffer. */
public final class WriteTap implements Gate {
  private final Guard guard;

  public WriteTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self,
      @Nullable Object bytes,
      @Nullable Object offset,
      @Nullable Object count)
      throws ReflectiveOperationException {
    AnswerBody body = self == null ? null : AnswersOfExchanges.writtenTo(self, guard.taps());
    if (body == null) {
      return;
    }
    if (bytes instanceof ByteBuffer[] buffers) {
      for (ByteBuffer each : buffers) {
        body.written(each, null, null);
      }
    } else {
      body.written(bytes, offset, count);
    }
  }
}
