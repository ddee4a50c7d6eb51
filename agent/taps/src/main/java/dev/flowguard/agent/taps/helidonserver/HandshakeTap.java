package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where a WebSocket is open: it does not have the headers of the handshake. */
public final class HandshakeTap implements Gate {
  private final Guard guard;

  public HandshakeTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object connection,
      @Nullable Object prologue,
      @Nullable Object headers,
      @Nullable Object returned)
      throws ReflectiveOperationException {
    if (returned != null && headers instanceof Iterable<?> all) {
      Sockets.opened(returned, all, guard.taps());
    }
  }
}
