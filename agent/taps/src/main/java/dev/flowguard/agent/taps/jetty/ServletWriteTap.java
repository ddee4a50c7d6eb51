package dev.flowguard.agent.taps.jetty;

import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a servlet writes bytes of an answer. */
public final class ServletWriteTap implements Gate {
  private final Guard guard;

  public ServletWriteTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self,
      @Nullable Object bytes,
      @Nullable Object offset,
      @Nullable Object count)
      throws ReflectiveOperationException {
    AnswerBody body = self == null ? null : AnswersOfServlets.ALL.of(self, guard.taps());
    if (body != null) {
      body.written(bytes, offset, count);
    }
  }
}
