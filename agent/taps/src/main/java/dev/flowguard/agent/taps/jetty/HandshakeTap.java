package dev.flowguard.agent.taps.jetty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.jspecify.annotations.Nullable;

/** Where a WebSocket is about to open: its session does not have the headers of the handshake. */
public final class HandshakeTap implements Gate {
  private final Guard guard;

  public HandshakeTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object request,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned)
      throws ReflectiveOperationException {
    if (request != null && returned instanceof CoreSession session) {
      Sockets.opened(session, request, guard.taps());
    }
  }
}
