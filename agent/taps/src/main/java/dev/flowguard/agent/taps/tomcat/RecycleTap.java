package dev.flowguard.agent.taps.tomcat;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;

/** Where a request is over, and its object is used for the next one. */
public final class RecycleTap implements Gate {
  public RecycleTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self instanceof Request request) {
      Bodies.end(request);
    }
  }
}
