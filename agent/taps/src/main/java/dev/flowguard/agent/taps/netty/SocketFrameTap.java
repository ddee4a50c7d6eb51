package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a frame has been decoded, and where one that was compressed has been inflated. The list is
 * empty before.
 */
public final class SocketFrameTap implements Gate {
  private final Guard guard;

  public SocketFrameTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object context,
      @Nullable Object encoded,
      @Nullable Object decoded,
      @Nullable Object returned) {
    if (!(context instanceof ChannelHandlerContext of) || !(decoded instanceof List<?> list)) {
      return;
    }
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof WebSocketFrame frame) {
        boolean isInflated = self instanceof WebSocketExtensionDecoder;
        Sockets.decoded(of.channel(), frame, isInflated, guard.taps());
      }
    }
  }
}
