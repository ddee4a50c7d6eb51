package dev.flowguard.agent.taps.apache5;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** Where the head of an answer is there, and its body can be read. */
public final class AnswerTap implements Gate {
  private final Guard guard;

  public AnswerTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned)
      throws IOException {
    if (!(first instanceof ClassicHttpRequest request)
        || !(returned instanceof ClassicHttpResponse answer)
        || answer.getCode() < 200
        || answer.getCode() >= 300) {
      return;
    }
    HttpEntity entity = answer.getEntity();
    if (entity != null && entity.isStreaming()) {
      Bodies.answer(request, answer, entity.getContent(), guard.taps());
    }
  }
}
