package dev.flowguard.agent.taps.grpcokhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a call has a head that is about to be sent. */
public final class CallTap implements Gate {
  private final Guard guard;

  public CallTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object metadata, @Nullable Object path, @Nullable Object c) {
    if (self != null && path instanceof String target) {
      Calls.begin(self, target, guard.taps());
    }
  }
}
