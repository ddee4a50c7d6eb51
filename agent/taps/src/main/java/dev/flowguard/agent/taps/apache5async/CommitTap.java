package dev.flowguard.agent.taps.apache5async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** Where a handler commits its request to HTTP/1.1. */
public final class CommitTap implements Gate {
  private final Guard guard;

  public CommitTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self != null && a instanceof HttpRequest request) {
      Bodies.committed(self, request, guard.taps());
    }
  }
}
