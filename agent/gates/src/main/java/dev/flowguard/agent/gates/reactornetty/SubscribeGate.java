package dev.flowguard.agent.gates.reactornetty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.spi.OriginMaps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Where a subscriber's request looks for its connection: notes who subscribed. */
public final class SubscribeGate implements Gate {
  private static final WeakIdentityMap<Object, Origin> ORIGINS = OriginMaps.create();

  private final Guard guard;

  public SubscribeGate(Guard guard) {
    this.guard = guard;
  }

  /** Who subscribed; null where no rule concerned the first hop. */
  static @Nullable Origin of(Object handler) {
    return ORIGINS.get(handler);
  }

  @Override
  public @Nullable Object filter(@Nullable Object handler, @Nullable Object address) {
    // The first time it is asked: a redirect asks again, on the event loop.
    if (handler != null
        && address instanceof InetSocketAddress to
        && guard.concerns(to.getHostString(), to.getPort(), "/")
        && ORIGINS.get(handler) == null) {
      ORIGINS.put(handler, Origin.here());
    }
    return address;
  }
}
