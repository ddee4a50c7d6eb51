package dev.flowguard.agent.gates.nettyhttp2;

import dev.flowguard.agent.gates.netty.NettyHooks;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;

/** Where Netty's HTTP/2 is hooked. */
public final class NettyHttp2Hooks {
  private static final String GATES = "dev.flowguard.agent.gates.nettyhttp2.";
  private static final String GATE = GATES + "FrameGate";
  private static final String ENCODER =
      "io/netty/handler/codec/http2/DefaultHttp2ConnectionEncoder";
  private static final String CTX = "(Lio/netty/channel/ChannelHandlerContext;I";
  private static final String HEADERS = CTX + "Lio/netty/handler/codec/http2/Http2Headers;";
  private static final String PROMISE =
      "Lio/netty/channel/ChannelPromise;)Lio/netty/channel/ChannelFuture;";

  private NettyHttp2Hooks() {}

  public static Client client() {
    return Client.library(
        FrameGate.CLIENT,
        NettyHooks.PACKAGES,
        null,
        HookPoint.answerAll(ENCODER, "writeHeaders", HEADERS + "IZ" + PROMISE, GATE),
        HookPoint.answerAll(ENCODER, "writeHeaders", HEADERS + "ISZIZ" + PROMISE, GATE),
        HookPoint.answerAll(
            ENCODER, "writeData", CTX + "Lio/netty/buffer/ByteBuf;IZ" + PROMISE, GATE),
        HookPoint.enter(
                ChildGate.CHILD.replace('.', '/'),
                "write0",
                "(Lio/netty/channel/ChannelHandlerContext;Ljava/lang/Object;)"
                    + "Lio/netty/channel/ChannelFuture;",
                GATES + "ChildGate")
            .takingNotes());
  }
}
