package dev.flowguard.agent.gates.nettyhttp2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * One call of the connection's encoder.
 *
 * @param arguments of {@code writeData} or of one of both {@code writeHeaders}, in their order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Frame(Object[] arguments) {
  static Frame data(
      ChannelHandlerContext ctx, int stream, ByteBuf data, boolean isEnd, ChannelPromise promise) {
    return new Frame(new Object[] {ctx, stream, data, 0, isEnd, promise});
  }

  boolean isHeaders() {
    return arguments[2] instanceof Http2Headers;
  }

  int stream() {
    return (int) arguments[1];
  }

  Http2Headers headers() {
    return (Http2Headers) arguments[2];
  }

  ByteBuf data() {
    return (ByteBuf) arguments[2];
  }

  /** True for the last one of its stream. */
  boolean isEnd() {
    return (boolean) arguments[arguments.length - 2];
  }

  ChannelPromise promise() {
    return (ChannelPromise) arguments[arguments.length - 1];
  }

  Frame with(ChannelPromise other) {
    Object[] copy = arguments.clone();
    copy[copy.length - 1] = other;
    return new Frame(copy);
  }

  /** Makes the call. */
  void to(Http2ConnectionEncoder encoder) {
    Object[] a = arguments;
    ChannelHandlerContext ctx = (ChannelHandlerContext) a[0];
    if (!isHeaders()) {
      encoder.writeData(ctx, stream(), data(), (int) a[3], isEnd(), promise());
    } else if (a.length == 6) {
      encoder.writeHeaders(ctx, stream(), headers(), (int) a[3], isEnd(), promise());
    } else {
      encoder.writeHeaders(
          ctx,
          stream(),
          headers(),
          (int) a[3],
          (short) a[4],
          (boolean) a[5],
          (int) a[6],
          isEnd(),
          promise());
    }
  }

  /** A frame that will never be sent. */
  void drop(Throwable cause) {
    if (!isHeaders()) {
      data().release();
    }
    promise().tryFailure(cause);
  }
}
