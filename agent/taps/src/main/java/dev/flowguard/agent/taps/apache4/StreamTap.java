package dev.flowguard.agent.taps.apache4;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where an application has read from an answer, or writes to a request. */
public final class StreamTap implements Gate {
  public StreamTap(Guard guard) {}

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

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self != null) {
      Bodies.OPEN.write(self, a, b, c);
    }
  }
}
