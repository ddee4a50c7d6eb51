package dev.flowguard.agent.taps.urlconnection;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
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
    if (self != null) {
      Bodies.OPEN.read(self, to, offset, returned);
    }
  }
}
