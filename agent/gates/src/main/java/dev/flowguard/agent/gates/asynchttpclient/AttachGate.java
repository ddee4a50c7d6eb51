package dev.flowguard.agent.gates.asynchttpclient;

import dev.flowguard.agent.gates.netty.Origins;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** Where a request gets a channel that is its own until it is answered: of a stream in HTTP/2. */
public final class AttachGate implements Gate {
  /**
   * @param unused there is nothing to ask of the guard here
   */
  public AttachGate(Guard unused) {}

  @Override
  public void enter(
      @Nullable Object future,
      @Nullable Object to,
      @Nullable Object reuse,
      @Nullable Object unused) {
    if (to instanceof Channel channel) {
      Origins.leave(channel, RequestOrigins.of(future));
    }
  }
}
