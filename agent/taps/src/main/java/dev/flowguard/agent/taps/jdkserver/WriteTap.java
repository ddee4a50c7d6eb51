package dev.flowguard.agent.taps.jdkserver;

import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a handler writes bytes of an answer. */
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
    AnswerBody body = self == null ? null : AnswersOfStreams.ALL.of(self, guard.taps());
    if (body != null) {
      body.written(bytes, offset, count);
    }
  }
}
