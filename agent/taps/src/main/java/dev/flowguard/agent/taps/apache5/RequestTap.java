package dev.flowguard.agent.taps.apache5;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/** Where the body of a request is about to be written. */
public final class RequestTap implements Gate {
  private final Guard guard;

  public RequestTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self != null && a instanceof ClassicHttpRequest request) {
      Bodies.request(request, self, guard.taps());
    }
  }
}
