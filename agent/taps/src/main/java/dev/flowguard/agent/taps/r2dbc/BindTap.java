package dev.flowguard.agent.taps.r2dbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an application has bound a parameter of a statement. */
public final class BindTap implements Gate {
  private final Guard guard;

  public BindTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object place,
      @Nullable Object value,
      @Nullable Object c,
      @Nullable Object returned)
      throws Exception {
    Rows rows = guard.taps().rows();
    StatementText text = self == null || value == null || !rows.isWanted() ? null : Texts.of(self);
    if (self == null || text == null) {
      return;
    }
    R2dbcDriver driver = R2dbcDriver.of(self);
    if (!rows.writesDeclared(driver, text)) {
      return;
    }
    List<Integer> positions =
        place instanceof Integer position
            ? List.of(position + 1)
            : text.positions(String.valueOf(place));
    for (Object content : Content.written(value)) {
      for (int position : positions) {
        rows.written(driver, text, position, content);
      }
    }
  }
}
