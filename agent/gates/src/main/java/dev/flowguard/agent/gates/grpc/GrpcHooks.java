package dev.flowguard.agent.gates.grpc;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/** Where gRPC's transports are hooked. */
public final class GrpcHooks {
  private static final String GATES = "dev.flowguard.agent.gates.grpc.";

  private GrpcHooks() {}

  /** The transport over OkHttp. */
  public static Client okHttp() {
    return Client.library(
        OkHttpTransport.CLIENT,
        List.of("io/grpc", "okio"),
        "io/grpc/okhttp/OkHttpChannelBuilder",
        sink("io/grpc/okhttp/OkHttpClientStream$Sink", "OkHttpHeadGate"));
  }

  /** The transport over Netty, which may have renamed both but none of gRPC's other classes. */
  public static Client netty() {
    return Client.library(
        NettyTransport.CLIENT,
        List.of("io/grpc/netty", "io/netty"),
        "io/grpc/netty/NettyChannelBuilder",
        sink("io/grpc/netty/NettyClientStream$Sink", "NettyHeadGate"));
  }

  private static HookPoint[] sink(String className, String headGate) {
    String frame = "(Lio/grpc/internal/WritableBuffer;ZZI)V";
    return new HookPoint[] {
      HookPoint.answer(className, "writeHeaders", "(Lio/grpc/Metadata;[B)V", GATES + headGate),
      HookPoint.answerAll(className, "writeFrame", frame, GATES + "FrameGate"),
      HookPoint.enter(className, "cancel", "(Lio/grpc/Status;)V", GATES + "CancelGate")
          .takingNotes()
    };
  }
}
