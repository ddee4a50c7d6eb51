package dev.flowguard.agent.taps.r2dbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a batch has got one more statement. */
public final class BatchTap implements Gate {
  private final Guard guard;

  public BatchTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object text,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    if (self == null || !(text instanceof String sql) || !guard.taps().rows().isWanted()) {
      return;
    }
    StatementText before = Texts.of(self);
    Texts.put(
        self,
        before == null ? new StatementText(R2dbcDriver.of(self).language(), sql) : before.and(sql));
  }
}
