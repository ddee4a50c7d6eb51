package dev.flowguard.agent.taps.jdbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Where a result set is closed: the object may be used for the next one, and what is kept of it
 * would else stay until it is collected.
 */
public final class OverTap implements Gate {
  private final Guard guard;

  public OverTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    Rows rows = guard.taps().rows();
    if (self != null && rows.isWanted()) {
      rows.over(self);
    }
  }
}
