package dev.flowguard.agent.taps.okhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Taps;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Where the body of an answer begins. */
public final class AnswerTap implements Gate {
  private final Guard guard;

  public AnswerTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self != null && a instanceof Response answer && answer.isSuccessful()) {
      Bodies.begin(self, guard.taps(), Taps.Side.RESPONSE, answer.request().url(), answer::header);
    }
  }
}
