package dev.flowguard.agent.taps.apache5async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Where the head of a request is about to be written to a connection, which may write answers too.
 */
public final class RequestTap implements Gate {
  private final Guard guard;

  public RequestTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    boolean hasBody = Boolean.FALSE.equals(b);
    if (self != null && a instanceof HttpRequest request && hasBody) {
      Bodies.request(request, self, guard.taps());
    }
  }
}
