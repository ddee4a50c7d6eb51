package dev.flowguard.agent.taps.okhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where the object is made that a body passes. */
public final class MadeTap implements Gate {
  public MadeTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object exchange,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    if (self != null && exchange != null) {
      Bodies.made(exchange, self);
    }
  }
}
