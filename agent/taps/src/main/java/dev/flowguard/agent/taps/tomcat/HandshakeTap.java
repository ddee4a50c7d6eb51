package dev.flowguard.agent.taps.tomcat;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.jspecify.annotations.Nullable;

/** Where a WebSocket is open: its session does not have the headers of the handshake. */
public final class HandshakeTap implements Gate {
  private final Guard guard;

  public HandshakeTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object connection,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned)
      throws IllegalAccessException {
    if (self instanceof WsHttpUpgradeHandler handler) {
      Sockets.opened(handler, guard.taps());
    }
  }
}
