package dev.flowguard.agent.taps.jdbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RowStream;
import org.jspecify.annotations.Nullable;

/** Where an application has read a piece of a large object. */
public final class ClobTap implements Gate {
  public ClobTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    RowStream stream = self == null ? null : Streams.of(self);
    if (stream != null && returned instanceof String text) {
      stream.add(text.toCharArray(), 0, text.length());
      stream.flush();
    }
  }
}
