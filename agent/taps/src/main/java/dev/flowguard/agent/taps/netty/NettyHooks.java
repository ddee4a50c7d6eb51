package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where Netty is looked at: at its decoders and encoders, below every handler. Bodies are
 * compressed there. What a client sends and receives passes the same ones, and is ignored.
 */
public final class NettyHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.netty.";
  private static final List<String> PACKAGES = List.of("io/netty");
  private static final String DECODER = "io/netty/handler/codec/http/HttpObjectDecoder";
  private static final String DECODE =
      "(Lio/netty/channel/ChannelHandlerContext;Lio/netty/buffer/ByteBuf;Ljava/util/List;)V";
  private static final String ENCODER = "io/netty/handler/codec/http/HttpObjectEncoder";
  private static final String ENCODE =
      "(Lio/netty/channel/ChannelHandlerContext;Ljava/lang/Object;Ljava/util/List;)V";
  private static final String HTTP2 = "io/netty/handler/codec/http2/";
  private static final String FRAMES = HTTP2 + "DefaultHttp2ConnectionDecoder$FrameReadListener";

  private static final String ANSWERS = HTTP2 + "DefaultHttp2ConnectionEncoder";
  private static final String ON_STREAM = "(Lio/netty/channel/ChannelHandlerContext;I";
  private static final String HEAD = ON_STREAM + "Lio/netty/handler/codec/http2/Http2Headers;";
  private static final String PROMISE =
      "Lio/netty/channel/ChannelPromise;)Lio/netty/channel/ChannelFuture;";

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

  /** Answers of HTTP/1.1, as they are encoded, and the requests that they answer. */
  public static Client responses() {
    return Client.library(
        "netty",
        PACKAGES,
        null,
        HookPoint.after(DECODER, "decode", DECODE, TAPS + "AskedTap"),
        HookPoint.after(DECODER, "decodeLast", DECODE, TAPS + "ConnectionClosedTap"),
        HookPoint.before(ENCODER, "encode", ENCODE, TAPS + "EncodeTap"));
  }

  /** Answers of HTTP/2, by their frames. */
  public static Client http2Responses() {
    return Client.library(
        "netty-http2",
        PACKAGES,
        null,
        HookPoint.beforeAll(FRAMES, "onHeadersRead", HEAD + "ISZIZ)V", TAPS + "AskedStreamTap"),
        HookPoint.beforeAll(
            ANSWERS, "writeHeaders", HEAD + "IZ" + PROMISE, TAPS + "EncodeStreamTap"),
        HookPoint.beforeAll(
            ANSWERS, "writeHeaders", HEAD + "ISZIZ" + PROMISE, TAPS + "EncodeStreamTap"),
        HookPoint.beforeAll(
            ANSWERS,
            "writeData",
            ON_STREAM + "Lio/netty/buffer/ByteBuf;IZ" + PROMISE,
            TAPS + "EncodeStreamTap"),
        HookPoint.before(
            HTTP2 + "DefaultHttp2Connection",
            "notifyClosed",
            "(Lio/netty/handler/codec/http2/Http2Stream;)V",
            TAPS + "AnsweredStreamTap"));
  }
}
