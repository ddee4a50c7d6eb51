package dev.flowguard.agent.taps.apache5;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.StreamCalls;
import dev.flowguard.agent.spi.Tap;
import org.jspecify.annotations.Nullable;

/** Where an application has read from an answer. */
public final class ReadTap implements Gate {
  public ReadTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object to,
      @Nullable Object offset,
      @Nullable Object most,
      @Nullable Object returned) {
    if (self == null) {
      return;
    }
    Tap tap = Bodies.of(self);
    if (tap == null || !(returned instanceof Integer read)) {
      return;
    }
    if (read < 0) {
      Bodies.end(self);
    } else {
      StreamCalls.read(tap, to, offset, read);
    }
  }
}
