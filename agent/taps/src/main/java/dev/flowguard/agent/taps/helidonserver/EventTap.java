package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where the data of an event becomes bytes. */
public final class EventTap implements Gate {
  private static final byte[] FIELD = "data:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Guard guard;

  public EventTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned)
      throws ReflectiveOperationException {
    Object answer = self == null ? null : AnswersOfStreams.answerOf(self);
    AnswerBody body = answer == null ? null : AnswersOfStreams.ALL.of(answer, guard.taps());
    if (body != null) {
      body.written(FIELD, null, null);
      body.written(returned, null, null);
      body.written(END, null, null);
    }
  }
}
