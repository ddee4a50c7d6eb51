package dev.flowguard.agent.taps.r2dbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a result was made of another one. */
public final class FilteredTap implements Gate {
  public FilteredTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    StatementText text = self == null ? null : Texts.of(self);
    if (text != null && returned != null) {
      Texts.put(returned, text);
    }
  }
}
