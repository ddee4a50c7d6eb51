package dev.flowguard.agent.gates.nettyhttp2;

import dev.flowguard.agent.gates.netty.Origins;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream that is a channel of its own writes to the connection: what was left on its
 * channel is of the head that is written now.
 */
public final class ChildGate implements Gate {
  static final String CHILD = "io.netty.handler.codec.http2.AbstractHttp2StreamChannel";

  /**
   * @param unused there is nothing to ask of the guard here
   */
  public ChildGate(Guard unused) {}

  @Override
  public void enter(
      @Nullable Object stream,
      @Nullable Object context,
      @Nullable Object frame,
      @Nullable Object unused) {
    if (stream instanceof Channel child) {
      RequestOrigins.resume(Origins.take(child), CHILD);
    }
  }
}
