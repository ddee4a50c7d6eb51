package dev.flowguard.agent.gates.jetty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/**
 * Where an exchange is given up: cancelled, timed out, failed by its content, its connection gone.
 * What is held of it is dropped.
 */
public final class AbortGate implements Gate {
  public AbortGate(Guard guard) {}

  @Override
  public void enter(
      @Nullable Object sender,
      @Nullable Object exchange,
      @Nullable Object cause,
      @Nullable Object unused) {
    Hold hold = exchange == null ? null : Hold.of(exchange);
    if (hold != null && cause instanceof Throwable failure) {
      hold.abort(failure);
    }
  }
}
