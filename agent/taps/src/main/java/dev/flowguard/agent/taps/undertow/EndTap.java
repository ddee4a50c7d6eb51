package dev.flowguard.agent.taps.undertow;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;

/** Where an exchange is over. */
public final class EndTap implements Gate {
  public EndTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c)
      throws IllegalAccessException {
    if (self instanceof HttpServerExchange exchange) {
      Bodies.endOf(exchange);
    }
  }
}
