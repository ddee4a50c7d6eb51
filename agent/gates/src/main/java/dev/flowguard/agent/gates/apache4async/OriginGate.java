package dev.flowguard.agent.gates.apache4async;

import dev.flowguard.agent.gates.apache4.Place;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.spi.OriginMaps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import org.apache.http.HttpHost;
import org.jspecify.annotations.Nullable;

/** Where a call asks for its connection, on its caller's thread: notes who started it. */
public final class OriginGate implements Gate {
  private static final WeakIdentityMap<Object, Origin> ORIGINS = OriginMaps.create();

  private final Guard guard;

  public OriginGate(Guard guard) {
    this.guard = guard;
  }

  /** Who started the call of a handler, or null if nobody knows. */
  static @Nullable Origin of(@Nullable Object handler) {
    return handler == null ? null : ORIGINS.get(handler);
  }

  @Override
  public void enter(
      @Nullable Object handler, @Nullable Object a, @Nullable Object b, @Nullable Object unused) {
    HttpHost host = Place.target(Internals.route(handler));
    if (handler != null
        && host != null
        && Place.concerns(guard, host, "/", null)
        && ORIGINS.get(handler) == null) {
      ORIGINS.put(handler, Origin.here());
    }
  }
}
