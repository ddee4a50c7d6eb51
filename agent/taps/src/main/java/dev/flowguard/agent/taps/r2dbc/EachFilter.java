package dev.flowguard.agent.taps.r2dbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a result gets a function of rows or segments. */
public final class EachFilter implements Gate {
  private final Guard guard;

  public EachFilter(Guard guard) {
    this.guard = guard;
  }

  @Override
  @SuppressWarnings("unchecked") // as the driver calls it
  public @Nullable Object filter(@Nullable Object result, @Nullable Object value) {
    StatementText text = MappedRows.text(result, value);
    return text != null && value instanceof Function<?, ?> function
        ? new MappedRows.Each(guard, text, (Function<Object, Object>) function)
        : value;
  }
}
