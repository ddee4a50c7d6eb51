package dev.flowguard.agent.gates.jetty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.spi.OriginMaps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the caller hands a request over: notes who started it, because a request that waits for a
 * connection is sent by a thread of the client. Later hops keep the origin of the first.
 */
public final class StartGate implements Gate {
  private static final WeakIdentityMap<Object, Origin> ORIGINS = OriginMaps.create();

  private final Guard guard;
  private final Internals internals;

  public StartGate(Guard guard) throws ReflectiveOperationException {
    this.guard = guard;
    this.internals = new Internals();
  }

  /** Who started a conversation; null where no rule concerned its hops so far. */
  static @Nullable Origin of(Object conversation) {
    return ORIGINS.get(conversation);
  }

  @Override
  public void enter(
      @Nullable Object destination,
      @Nullable Object request,
      @Nullable Object listeners,
      @Nullable Object unused) {
    if (request == null) {
      return;
    }
    Object conversation = internals.conversation(request);
    if (ORIGINS.get(conversation) == null
        && guard.concerns(
            internals.host(request),
            internals.port(request),
            internals.target(request),
            internals.hostHeader(request))) {
      ORIGINS.put(conversation, Origin.here());
    }
  }
}
