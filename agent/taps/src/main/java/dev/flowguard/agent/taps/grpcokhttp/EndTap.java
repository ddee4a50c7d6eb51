package dev.flowguard.agent.taps.grpcokhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a call is over: complete, cancelled, or with its connection. */
public final class EndTap implements Gate {
  public EndTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self != null) {
      Calls.end(self);
    }
  }
}
