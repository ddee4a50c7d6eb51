package dev.flowguard.agent.taps.r2dbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Where a result gets a function of rows and metadata. */
public final class MappingFilter implements Gate {
  private final Guard guard;

  public MappingFilter(Guard guard) {
    this.guard = guard;
  }

  @Override
  @SuppressWarnings("unchecked") // as the driver calls it
  public @Nullable Object filter(@Nullable Object result, @Nullable Object value) {
    StatementText text = MappedRows.text(result, value);
    return text != null && value instanceof BiFunction<?, ?, ?> function
        ? new MappedRows.Mapping(guard, text, (BiFunction<Object, Object, Object>) function)
        : value;
  }
}
