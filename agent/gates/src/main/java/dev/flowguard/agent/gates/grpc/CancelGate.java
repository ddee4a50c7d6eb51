package dev.flowguard.agent.gates.grpc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a call is cancelled, by whomever: what is held for it goes. */
public final class CancelGate implements Gate {
  public CancelGate(Guard guard) {}

  @Override
  public void enter(
      @Nullable Object sink,
      @Nullable Object status,
      @Nullable Object none,
      @Nullable Object unused) {
    GuardedStream stream = sink == null ? null : GuardedStream.of(sink);
    if (sink != null && stream != null) {
      stream.cancelled(sink);
    }
  }
}
