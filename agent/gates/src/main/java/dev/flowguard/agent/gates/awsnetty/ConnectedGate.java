package dev.flowguard.agent.gates.awsnetty;

import dev.flowguard.agent.gates.netty.Origins;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Where an executor has its channel, which in HTTP/2 is that of a stream. */
public final class ConnectedGate implements Gate {
  /**
   * @param unused there is nothing to ask of the guard here
   */
  public ConnectedGate(Guard unused) {}

  @Override
  public void enter(
      @Nullable Object executor,
      @Nullable Object acquired,
      @Nullable Object none,
      @Nullable Object unused) {
    if (acquired instanceof Future<?> future && future.getNow() instanceof Channel channel) {
      Origins.leave(channel, RequestOrigins.of(executor));
    }
  }
}
