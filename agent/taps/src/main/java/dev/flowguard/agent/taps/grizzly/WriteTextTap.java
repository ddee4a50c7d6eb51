package dev.flowguard.agent.taps.grizzly;

import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where an application writes characters of an answer. */
public final class WriteTextTap implements Gate {
  private final Guard guard;

  public WriteTextTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object text, @Nullable Object offset, @Nullable Object count)
      throws ReflectiveOperationException {
    AnswerBody body = self == null ? null : AnswersOfBuffers.ALL.of(self, guard.taps());
    if (body != null) {
      body.writtenText(text, offset, count);
    }
  }
}
