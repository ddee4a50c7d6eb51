package dev.flowguard.agent.taps.r2dbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where a result gets a predicate of segments. */
public final class TestedFilter implements Gate {
  private final Guard guard;

  public TestedFilter(Guard guard) {
    this.guard = guard;
  }

  @Override
  @SuppressWarnings("unchecked") // as the driver calls it
  public @Nullable Object filter(@Nullable Object result, @Nullable Object value) {
    StatementText text = MappedRows.text(result, value);
    return text != null && value instanceof Predicate<?> function
        ? new MappedRows.Tested(guard, text, (Predicate<Object>) function)
        : value;
  }
}
