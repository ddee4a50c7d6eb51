package dev.flowguard.agent.taps.undertow;

import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a servlet writes characters of an answer, which go to the buffer of its stream. */
public final class WriteTextTap implements Gate {
  private final Guard guard;

  public WriteTextTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object text, @Nullable Object offset, @Nullable Object count)
      throws ReflectiveOperationException {
    AnswerBody body = self == null ? null : AnswersOfExchanges.writtenTo(self, guard.taps());
    if (body != null) {
      body.writtenText(text, offset, count);
    }
  }
}
