package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.StreamCalls;
import dev.flowguard.agent.spi.Tap;
import org.jspecify.annotations.Nullable;

/** Where an application, or what parses for it, has read from the body of its request. */
public final class ReadTap implements Gate {
  public ReadTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object to,
      @Nullable Object offset,
      @Nullable Object most,
      @Nullable Object returned)
      throws IllegalAccessException {
    RequestBody body = self == null ? null : Bodies.of(self);
    if (self == null || body == null || !(returned instanceof Integer read)) {
      return;
    }
    if (read < 0) {
      Bodies.end(self);
      return;
    }
    Tap tap = body.tap();
    if (tap != null) {
      StreamCalls.read(tap, to, offset, read);
    }
  }
}
