package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where an answer is written at once, before it is compressed. */
public final class EntityTap implements Gate {
  private final Guard guard;

  public EntityTap(Guard guard) {
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
    if (self != null && body != null) {
      body.written(bytes, offset, count);
      AnswersOfStreams.ALL.end(self);
      AnswersOfStreams.ALL.leaveOut(self); // one of these methods may call the other
    }
  }
}
