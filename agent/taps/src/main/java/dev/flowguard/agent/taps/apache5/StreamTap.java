package dev.flowguard.agent.taps.apache5;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a connection has made the stream that a body is written to. */
public final class StreamTap implements Gate {
  public StreamTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    if (self != null && returned != null) {
      Bodies.writtenTo(returned, self);
    }
  }
}
