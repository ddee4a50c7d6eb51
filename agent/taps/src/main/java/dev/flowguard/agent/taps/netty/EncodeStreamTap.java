package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Tap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** Where a server writes the head of an answer, a piece of its body, or what follows it. */
public final class EncodeStreamTap implements Gate {
  private static final int STREAM = 1;
  private static final int CONTENT = 2;

  /** Before the last argument, which is a promise, there is whether this is the end. */
  private static final int AFTER_END = 2;

  private final Guard guard;

  public EncodeStreamTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object all, @Nullable Object b, @Nullable Object c) {
    if (!(self instanceof Http2ConnectionEncoder encoder)
        || !(all instanceof Object[] arguments)
        || !(arguments[0] instanceof ChannelHandlerContext context)
        || !(arguments[STREAM] instanceof Integer stream)) {
      return;
    }
    if (arguments[CONTENT] instanceof Http2Headers) {
      StreamAnswers.answering(encoder.connection(), context.channel(), stream);
    }
    StreamAnswers answers = StreamAnswers.of(encoder.connection());
    if (answers == null) {
      return;
    }
    if (arguments[CONTENT] instanceof Http2Headers headers) {
      answers.head(stream, headers, guard.taps());
    }
    Tap tap = answers.tap(stream);
    if (tap != null && arguments[CONTENT] instanceof ByteBuf bytes) {
      Buffers.add(bytes, tap);
    }
    if (Boolean.TRUE.equals(arguments[arguments.length - AFTER_END])) {
      answers.end(stream);
    }
  }
}
