package dev.flowguard.agent.gates.jdkhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.WeakIdentityMap;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where an exchange is cancelled or times out: a body that is still being collected is dropped. */
public final class CancelGate implements Gate {
  private static final WeakIdentityMap<Object, Collector> PENDING =
      new WeakIdentityMap<>(collector -> {});

  public CancelGate(Guard guard) {}

  static void pending(Object exchange, Collector collector) {
    PENDING.put(exchange, collector);
  }

  static void done(Object exchange) {
    PENDING.remove(exchange);
  }

  @Override
  public void enter(
      @Nullable Object exchange,
      @Nullable Object cause,
      @Nullable Object none,
      @Nullable Object unused) {
    Collector collector = exchange == null ? null : PENDING.remove(exchange);
    if (collector != null && cause instanceof IOException failure) {
      collector.cancel(failure);
    }
  }
}
