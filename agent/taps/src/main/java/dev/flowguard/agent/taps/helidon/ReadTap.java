package dev.flowguard.agent.taps.helidon;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where an application has read from an answer. */
public final class ReadTap implements Gate {
  public ReadTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    if (self != null) {
      Bodies.OPEN.read(self, a, b, returned);
    }
  }
}
