package dev.flowguard.agent.taps.apache4;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.io.IOException;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Where a request is sent, and the head of its answer is there. */
public final class ExchangeTap implements Gate {
  private final Guard guard;

  public ExchangeTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self,
      @Nullable Object message,
      @Nullable Object connection,
      @Nullable Object context) {
    if (message instanceof HttpEntityEnclosingRequest request
        && context instanceof HttpContext values) {
      Bodies.attempt(request, values, guard.taps());
    }
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object message,
      @Nullable Object connection,
      @Nullable Object context,
      @Nullable Object returned)
      throws IOException {
    if (!(message instanceof HttpRequest request)
        || !(context instanceof HttpContext values)
        || !(returned instanceof HttpResponse answer)
        || answer.getStatusLine().getStatusCode() / 100 != 2) {
      return;
    }
    HttpEntity entity = answer.getEntity();
    if (entity != null && entity.isStreaming()) {
      Bodies.answer(request, values, answer, entity.getContent(), guard.taps());
    }
  }
}
