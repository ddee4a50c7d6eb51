package dev.flowguard.agent.taps.jdbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where an application has got a stream of a large object. */
public final class ClobStreamTap implements Gate {
  public ClobStreamTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    if (self != null && returned != null) {
      Streams.bind(returned, Streams.of(self));
    }
  }
}
