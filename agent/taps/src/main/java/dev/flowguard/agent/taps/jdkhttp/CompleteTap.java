package dev.flowguard.agent.taps.jdkhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where the body of a request is complete, or has failed. */
public final class CompleteTap implements Gate {
  public CompleteTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self != null) {
      Requests.OPEN.end(self);
    }
  }
}
