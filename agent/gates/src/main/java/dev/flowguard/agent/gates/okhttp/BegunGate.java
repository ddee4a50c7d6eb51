package dev.flowguard.agent.gates.okhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/**
 * Where an exchange sends its head and opens its body: one that was begun here has done so already.
 */
public final class BegunGate implements Gate {
  public BegunGate(Guard guard) {}

  @Override
  public @Nullable Object answer(
      @Nullable Object exchange,
      @Nullable Object request,
      @Nullable Object isDuplex,
      @Nullable Object none) {
    return exchange == null ? null : BegunExchange.body(exchange);
  }
}
