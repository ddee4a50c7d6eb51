package dev.flowguard.agent.taps.jdbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Rows;
import org.jspecify.annotations.Nullable;

/** Where an application has set a parameter of a statement. */
public final class WriteTap implements Gate {
  private final Guard guard;

  public WriteTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object parameter,
      @Nullable Object value,
      @Nullable Object c,
      @Nullable Object returned)
      throws Exception {
    Rows rows = guard.taps().rows();
    if (self == null
        || value == null
        || !(parameter instanceof Integer position)
        || !rows.isWanted()) {
      return;
    }
    JdbcDriver driver = JdbcDriver.of(self);
    if (rows.writesDeclared(driver, self)) {
      rows.written(driver, self, position, driver.content(value));
    }
  }
}
