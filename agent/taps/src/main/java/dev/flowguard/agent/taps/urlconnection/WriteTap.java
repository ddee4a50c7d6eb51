package dev.flowguard.agent.taps.urlconnection;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.StreamCalls;
import dev.flowguard.agent.spi.Tap;
import org.jspecify.annotations.Nullable;

/** Where an application writes to a request. */
public final class WriteTap implements Gate {
  public WriteTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    Tap tap = self == null ? null : Bodies.of(self);
    if (tap != null) {
      StreamCalls.write(tap, a, b, c);
    }
  }
}
