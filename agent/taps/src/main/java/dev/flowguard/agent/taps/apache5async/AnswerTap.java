package dev.flowguard.agent.taps.apache5async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Where the head of an answer is there, of HTTP/1.1. */
public final class AnswerTap implements Gate {
  private final Guard guard;

  public AnswerTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self != null && a instanceof HttpResponse answer && answer.getCode() >= 200) {
      Bodies.answer(
          self, answer.getCode(), b != null, name -> Bodies.value(answer, name), guard.taps());
    }
  }
}
