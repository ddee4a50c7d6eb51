package dev.flowguard.agent.taps.jetty9ws;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a WebSocket is about to open. */
public final class HandshakeTap implements Gate {
  private final Guard guard;

  public HandshakeTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object session, @Nullable Object b, @Nullable Object c)
      throws ReflectiveOperationException {
    if (session != null) {
      Sockets.opened(session, guard.taps());
    }
  }
}
