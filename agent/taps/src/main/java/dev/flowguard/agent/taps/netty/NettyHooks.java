package dev.flowguard.agent.taps.netty;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where Netty is looked at: at its decoders and encoders, below every handler. Bodies are still
 * compressed there. Servers and clients pass the same classes, and each tap looks at one of them.
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
  private static final String HEADERS_READ =
      "(Lio/netty/channel/ChannelHandlerContext;I"
          + "Lio/netty/handler/codec/http2/Http2Headers;ISZIZ)V";
  private static final String DATA_READ =
      "(Lio/netty/channel/ChannelHandlerContext;ILio/netty/buffer/ByteBuf;IZ)I";
  private static final String WRITER = HTTP2 + "DefaultHttp2FrameWriter";
  private static final String WRITE = "(Lio/netty/channel/ChannelHandlerContext;I";
  private static final String HEAD = WRITE + "Lio/netty/handler/codec/http2/Http2Headers;";
  private static final String PROMISE =
      "Lio/netty/channel/ChannelPromise;)Lio/netty/channel/ChannelFuture;";
  private static final String FRAMES = HTTP2 + "DefaultHttp2ConnectionDecoder$FrameReadListener";

  private static final String ANSWERS = HTTP2 + "DefaultHttp2ConnectionEncoder";

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
        HookPoint.beforeAll(FRAMES, "onHeadersRead", HEADERS_READ, TAPS + "HeadersTap"),
        HookPoint.beforeAll(FRAMES, "onDataRead", DATA_READ, TAPS + "DataTap"),
        streamClosed("StreamClosedTap"));
  }

  private static HookPoint streamClosed(String tap) {
    return HookPoint.before(
        HTTP2 + "DefaultHttp2Connection",
        "notifyClosed",
        "(Lio/netty/handler/codec/http2/Http2Stream;)V",
        TAPS + tap);
  }

  /** Requests that clients send by HTTP/1.1, and their answers. */
  public static Client exchanges() {
    return Client.library(
        "netty",
        PACKAGES,
        null,
        HookPoint.before(ENCODER, "encode", ENCODE, TAPS + "RequestTap"),
        HookPoint.after(DECODER, "decode", DECODE, TAPS + "AnswerTap"),
        HookPoint.after(DECODER, "decodeLast", DECODE, TAPS + "ClosedTap"));
  }

  /**
   * The same of HTTP/2. Requests are seen where their frames are written, below flow control and
   * below what may hold them back.
   */
  public static Client http2Exchanges() {
    return Client.library(
        "netty-http2",
        PACKAGES,
        null,
        HookPoint.beforeAll(WRITER, "writeHeaders", HEAD + "IZ" + PROMISE, TAPS + "FrameTap"),
        HookPoint.beforeAll(WRITER, "writeHeaders", HEAD + "ISZIZ" + PROMISE, TAPS + "FrameTap"),
        HookPoint.beforeAll(
            WRITER,
            "writeData",
            WRITE + "Lio/netty/buffer/ByteBuf;IZ" + PROMISE,
            TAPS + "FrameTap"),
        HookPoint.beforeAll(FRAMES, "onHeadersRead", HEADERS_READ, TAPS + "AnswerHeadersTap"),
        HookPoint.beforeAll(FRAMES, "onDataRead", DATA_READ, TAPS + "AnswerDataTap"),
        streamClosed("StreamClosedTap"));
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
        HookPoint.beforeAll(FRAMES, "onHeadersRead", HEADERS_READ, TAPS + "AskedStreamTap"),
        HookPoint.beforeAll(
            ANSWERS, "writeHeaders", HEAD + "IZ" + PROMISE, TAPS + "EncodeStreamTap"),
        HookPoint.beforeAll(
            ANSWERS, "writeHeaders", HEAD + "ISZIZ" + PROMISE, TAPS + "EncodeStreamTap"),
        HookPoint.beforeAll(
            ANSWERS,
            "writeData",
            WRITE + "Lio/netty/buffer/ByteBuf;IZ" + PROMISE,
            TAPS + "EncodeStreamTap"),
        streamClosed("AnsweredStreamTap"));
  }
}
