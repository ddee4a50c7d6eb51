package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseEncoder;
import org.jspecify.annotations.Nullable;

/** Where a server encodes a piece of an answer. */
public final class EncodeTap implements Gate {
  private final Guard guard;

  public EncodeTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self,
      @Nullable Object context,
      @Nullable Object message,
      @Nullable Object c) {
    if (self instanceof HttpResponseEncoder
        && context instanceof ChannelHandlerContext at
        && message != null) {
      ConnectionAnswers.written(at.channel(), message, guard.taps());
    }
  }
}
