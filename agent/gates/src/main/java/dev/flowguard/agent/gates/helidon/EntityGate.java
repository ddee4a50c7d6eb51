package dev.flowguard.agent.gates.helidon;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.agent.spi.WeakIdentityMap;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Requests whose body Helidon has in memory, or that have none. */
public final class EntityGate implements Gate {
  private static final WeakIdentityMap<Object, Exchange> STARTED =
      new WeakIdentityMap<>(lost -> {});

  private final Guard guard;
  private final Internals helidon;

  public EntityGate(Guard guard) throws ReflectiveOperationException {
    this.guard = guard;
    this.helidon = new Internals();
  }

  @Override
  public void enter(
      @Nullable Object chain, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    Exchange exchange = Exchange.start(guard, helidon, a, b, c);
    if (chain != null && exchange != null) {
      STARTED.put(chain, exchange);
    }
  }

  /** The entity, or what it was turned into; another object is going to be turned into bytes. */
  @Override
  public @Nullable Object filter(@Nullable Object chain, @Nullable Object entity) {
    if (chain == null || !(entity instanceof byte[] bytes)) {
      return entity;
    }
    Exchange exchange = STARTED.remove(chain);
    if (exchange == null) {
      return entity;
    }
    try {
      exchange.check(body(bytes));
    } catch (BlockedRequestException e) {
      throw new UncheckedIOException(e);
    }
    return entity;
  }

  private static Body body(byte[] bytes) {
    if (bytes.length == 0) {
      return Body.NONE;
    }
    return bytes.length > HeldBody.MAX_BYTES
        ? new Body.NotHeld(Reason.TOO_LARGE)
        : new Body.Held(bytes);
  }
}
