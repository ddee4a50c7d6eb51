package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** Where a server answers the handshake of a WebSocket. */
public final class HandshakeTap implements Gate {
  private final Guard guard;

  public HandshakeTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self,
      @Nullable Object channel,
      @Nullable Object request,
      @Nullable Object c) {
    opened(channel, request);
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object invoker,
      @Nullable Object channel,
      @Nullable Object request,
      @Nullable Object returned) {
    opened(channel, request);
  }

  private void opened(@Nullable Object channel, @Nullable Object request) {
    if (channel instanceof Channel of && request instanceof HttpRequest handshake) {
      Sockets.opened(of, handshake, guard.taps());
    }
  }
}
