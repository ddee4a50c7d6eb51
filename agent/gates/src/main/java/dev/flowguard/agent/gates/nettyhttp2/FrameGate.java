package dev.flowguard.agent.gates.nettyhttp2;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/** Where HEADERS or DATA of a stream are handed to the connection. */
public final class FrameGate implements Gate {
  static final String CLIENT = "netty-http2";

  /** Of a channel whose streams another gate judges before they get here, as that of gRPC does. */
  public static final String JUDGED_ABOVE = "dev.flowguard.judged-above";

  private static final AttributeKey<Boolean> ABOVE = AttributeKey.valueOf(JUDGED_ABOVE);

  private final Guard guard;

  public FrameGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public @Nullable Object answer(
      @Nullable Object self,
      @Nullable Object arguments,
      @Nullable Object none,
      @Nullable Object unused) {
    if (!(self instanceof Http2ConnectionEncoder encoder)
        || !(arguments instanceof Object[] all)
        || !(all[0] instanceof ChannelHandlerContext ctx)
        || encoder.connection().isServer()) {
      return null;
    }
    Frame frame = new Frame(all);
    Streams streams = Streams.of(ctx.channel(), encoder);
    if (streams == null) {
      if (!frame.isHeaders()
          || ctx.channel().hasAttr(ABOVE)
          || !Head.isConcerned(guard, ctx.channel(), frame.headers())) {
        return null;
      }
      streams = Streams.begin(guard, ctx, encoder);
    }
    return streams.takes(frame) ? frame.promise() : null;
  }
}
