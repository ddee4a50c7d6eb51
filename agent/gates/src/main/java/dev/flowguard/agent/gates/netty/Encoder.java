package dev.flowguard.agent.gates.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** The way from held messages to the encoder, past the gate. */
final class Encoder {
  private final ChannelHandlerContext ctx;
  private final HttpRequestEncoder encoder;

  /** The message that was judged and is being written, in which no other one hides. */
  private @Nullable Object passing;

  Encoder(ChannelHandlerContext ctx, HttpRequestEncoder encoder) {
    this.ctx = ctx;
    this.encoder = encoder;
  }

  boolean is(HttpRequestEncoder other) {
    return encoder == other;
  }

  /** True, once, for the message that is being written from here. */
  boolean lets(Object message) {
    if (passing != message) {
      return false;
    }
    passing = null;
    return true;
  }

  /** Has a message encoded, as if the client wrote it now. */
  void write(Object message, ChannelPromise promise) {
    passing = message;
    try {
      encoder.write(ctx, message, promise);
    } catch (Exception e) {
      promise.tryFailure(e);
    } finally {
      passing = null;
    }
  }

  /** A message that will never be written. */
  void drop(Object message, ChannelPromise promise, Throwable cause) {
    ReferenceCountUtil.release(message);
    promise.tryFailure(cause);
  }

  ChannelPromise newPromise() {
    return ctx.newPromise();
  }
}
