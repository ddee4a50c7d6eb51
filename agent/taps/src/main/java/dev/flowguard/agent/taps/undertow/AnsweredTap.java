package dev.flowguard.agent.taps.undertow;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;

/** Where an exchange is over. */
public final class AnsweredTap implements Gate {
  public AnsweredTap(Guard guard) {}

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self instanceof HttpServerExchange exchange) {
      AnswersOfExchanges.ALL.end(exchange);
    }
  }
}
