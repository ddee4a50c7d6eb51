package dev.flowguard.agent.taps.r2dbc;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Where a statement or a batch hands over its results, each of which gets its text. */
public final class ExecuteFilter implements Gate {
  private final Guard guard;

  public ExecuteFilter(Guard guard) {
    this.guard = guard;
  }

  @Override
  public @Nullable Object filter(@Nullable Object owner, @Nullable Object value) {
    StatementText text = owner == null ? null : Texts.of(owner);
    return text != null && value instanceof Flux<?> results ? linked(results, text) : value;
  }

  private <T> Flux<T> linked(Flux<T> results, StatementText text) {
    return results.doOnNext(result -> link(result, text));
  }

  private void link(Object result, StatementText text) {
    try {
      Texts.put(result, text);
    } catch (Throwable e) {
      guard.taps().failed("R2DBC", e);
    }
  }
}
