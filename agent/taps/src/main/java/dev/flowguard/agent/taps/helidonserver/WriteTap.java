package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where bytes of an answer are written to its buffer. */
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
    if (self == null) {
      return;
    }
    Object stream = AnswersOfStreams.unbuffered(self);
    AnswerBody body = AnswersOfStreams.ALL.of(stream, guard.taps());
    if (body != null) {
      body.written(bytes, offset, count);
    }
  }
}
