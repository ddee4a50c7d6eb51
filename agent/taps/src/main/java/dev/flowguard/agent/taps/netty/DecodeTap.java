package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a server has decoded a piece of a request. The list is empty before: whoever calls the
 * decoder passes on first what it has.
 */
public final class DecodeTap implements Gate {
  private final Guard guard;

  public DecodeTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object context,
      @Nullable Object bytes,
      @Nullable Object decoded,
      @Nullable Object returned) {
    if (!(self instanceof HttpRequestDecoder) || !(decoded instanceof List<?> list)) {
      return;
    }
    for (int i = 0; i < list.size(); i++) {
      Object each = list.get(i);
      if (each instanceof HttpRequest request) {
        Bodies.begin(self, request, guard.taps());
      }
      if (each instanceof HttpContent content) {
        Tap tap = Bodies.of(self);
        if (tap != null) {
          Buffers.add(content.content(), tap);
          if (content instanceof LastHttpContent) {
            Bodies.end(self);
          }
        }
      }
    }
  }
}
