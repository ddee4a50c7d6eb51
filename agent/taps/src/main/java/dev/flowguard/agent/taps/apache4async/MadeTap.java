package dev.flowguard.agent.taps.apache4async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where the encoder or decoder of a body is made. */
public final class MadeTap implements Gate {
  public MadeTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    if (self != null && returned != null) {
      Bodies.made(returned, self);
    }
  }
}
