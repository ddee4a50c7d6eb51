package dev.flowguard.agent.taps.r2dbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HiddenField;
import org.jspecify.annotations.Nullable;

/** Where a statement has been made of a text. */
public final class StatementTap implements Gate {
  /** Where the text is the fourth argument. */
  private static final HiddenField SQL = new HiddenField("sql");

  private final Guard guard;

  public StatementTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned)
      throws IllegalAccessException {
    Object statement = returned == null ? self : returned;
    if (statement == null || !guard.taps().rows().isWanted()) {
      return;
    }
    Object text = a instanceof String ? a : b instanceof String ? b : c;
    if ((text instanceof String ? text : SQL.of(statement)) instanceof String sql) {
      Texts.put(statement, new StatementText(R2dbcDriver.of(statement).language(), sql));
    }
  }
}
