package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where Netty is looked at: at its decoders, below every handler. Bodies are still compressed
 * there. Answers that a client receives pass the same decoders, and are ignored.
 */
public final class NettyHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.netty.";
  private static final List<String> PACKAGES = List.of("io/netty");
  private static final String DECODER = "io/netty/handler/codec/http/HttpObjectDecoder";
  private static final String DECODE =
      "(Lio/netty/channel/ChannelHandlerContext;Lio/netty/buffer/ByteBuf;Ljava/util/List;)V";
  private static final String HTTP2 = "io/netty/handler/codec/http2/";
  private static final String FRAMES = HTTP2 + "DefaultHttp2ConnectionDecoder$FrameReadListener";

  private NettyHooks() {}

  /** Requests of HTTP/1.1, as they are decoded. */
  public static Client requests() {
    return Client.library(
        "netty",
        PACKAGES,
        null,
        HookPoint.after(DECODER, "decode", DECODE, TAPS + "DecodeTap"),
        HookPoint.after(DECODER, "decodeLast", DECODE, TAPS + "LastTap"));
  }

  /** Requests of HTTP/2, by their frames. The shorter {@code onHeadersRead} calls this one. */
  public static Client http2Requests() {
    return Client.library(
        "netty-http2",
        PACKAGES,
        null,
        HookPoint.beforeAll(
            FRAMES,
            "onHeadersRead",
            "(Lio/netty/channel/ChannelHandlerContext;I"
                + "Lio/netty/handler/codec/http2/Http2Headers;ISZIZ)V",
            TAPS + "HeadersTap"),
        HookPoint.beforeAll(
            FRAMES,
            "onDataRead",
            "(Lio/netty/channel/ChannelHandlerContext;ILio/netty/buffer/ByteBuf;IZ)I",
            TAPS + "DataTap"),
        HookPoint.before(
            HTTP2 + "DefaultHttp2Connection",
            "notifyClosed",
            "(Lio/netty/handler/codec/http2/Http2Stream;)V",
            TAPS + "StreamClosedTap"));
  }
}
