package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a sink of events is closed. */
public final class EventsEndTap implements Gate {
  public EventsEndTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c)
      throws IllegalAccessException {
    Object answer = self == null ? null : AnswersOfStreams.answerOf(self);
    if (answer != null) {
      AnswersOfStreams.ALL.end(answer);
    }
  }
}
