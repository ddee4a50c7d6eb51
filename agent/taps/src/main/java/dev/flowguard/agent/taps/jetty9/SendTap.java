package dev.flowguard.agent.taps.jetty9;

import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where the server writes the content of a file. */
public final class SendTap implements Gate {
  private final Guard guard;

  public SendTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object bytes, @Nullable Object b, @Nullable Object c)
      throws ReflectiveOperationException {
    AnswerBody body = self == null ? null : AnswersOfStreams.ALL.of(self, guard.taps());
    if (body != null) {
      body.written(bytes, null, null);
    }
  }
}
