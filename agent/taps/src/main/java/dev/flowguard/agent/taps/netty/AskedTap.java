package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a server has decoded a piece of a request: its answer will say nothing of the request. */
public final class AskedTap implements Gate {
  private final Guard guard;

  public AskedTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object context,
      @Nullable Object bytes,
      @Nullable Object decoded,
      @Nullable Object returned) {
    if (self instanceof HttpRequestDecoder
        && context instanceof ChannelHandlerContext at
        && decoded instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) instanceof HttpRequest request) {
          ConnectionAnswers.asked(at.channel(), request, guard.taps());
        }
      }
    }
  }
}
