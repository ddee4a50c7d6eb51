package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a request gets another path, because its handler has rerouted it. */
public final class RerouteTap implements Gate {
  private final Guard guard;

  public RerouteTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c)
      throws ReflectiveOperationException {
    if (self != null) {
      Requests.reroute(self, guard.taps());
    }
  }
}
