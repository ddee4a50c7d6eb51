package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a client has decoded a piece of an answer. As with requests, the list is empty before. */
public final class AnswerTap implements Gate {
  private final Guard guard;

  public AnswerTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object context,
      @Nullable Object bytes,
      @Nullable Object decoded,
      @Nullable Object returned) {
    if (!(self instanceof HttpResponseDecoder)
        || !(context instanceof ChannelHandlerContext ctx)
        || !(decoded instanceof List<?> list)
        || list.isEmpty()) {
      return;
    }
    Connection connection = Connection.of(ctx.channel());
    if (connection == null) {
      return;
    }
    for (int i = 0; i < list.size(); i++) {
      Object each = list.get(i);
      if (each instanceof HttpResponse head) {
        connection.answers(head, guard.taps());
      }
      if (each instanceof HttpContent piece) {
        connection.receives(piece.content());
      }
      if (each instanceof LastHttpContent) {
        connection.endAnswer();
      }
    }
  }
}
