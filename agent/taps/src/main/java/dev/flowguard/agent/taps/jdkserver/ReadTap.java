package dev.flowguard.agent.taps.jdkserver;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.StreamCalls;
import dev.flowguard.agent.spi.Tap;
import org.jspecify.annotations.Nullable;

/** Where a handler has read from the body of its request. */
public final class ReadTap implements Gate {
  private final Guard guard;

  public ReadTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object to,
      @Nullable Object offset,
      @Nullable Object most,
      @Nullable Object returned)
      throws IllegalAccessException {
    if (self == null || !(returned instanceof Integer read)) {
      return;
    }
    if (read < 0) {
      Bodies.end(self);
      return;
    }
    Tap tap = Bodies.of(self, guard.taps());
    if (tap != null) {
      StreamCalls.read(tap, to, offset, read);
    }
  }
}
