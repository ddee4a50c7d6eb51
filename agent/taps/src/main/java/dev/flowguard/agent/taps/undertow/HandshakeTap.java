package dev.flowguard.agent.taps.undertow;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.spi.WebSocketHttpExchange;
import org.jspecify.annotations.Nullable;

/** Where a WebSocket is open: its channel does not have the headers of the handshake. */
public final class HandshakeTap implements Gate {
  private final Guard guard;

  public HandshakeTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object exchange,
      @Nullable Object connection,
      @Nullable Object pool,
      @Nullable Object returned) {
    if (exchange instanceof WebSocketHttpExchange handshake
        && returned instanceof WebSocketChannel socket) {
      Sockets.opened(socket, handshake, guard.taps());
    }
  }
}
