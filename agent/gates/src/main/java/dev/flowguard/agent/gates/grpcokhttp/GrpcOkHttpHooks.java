package dev.flowguard.agent.gates.grpcokhttp;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/** Where gRPC's transport over OkHttp is hooked. */
public final class GrpcOkHttpHooks {
  private static final String GATES = "dev.flowguard.agent.gates.grpcokhttp.";
  private static final String SINK = "io/grpc/okhttp/OkHttpClientStream$Sink";

  private GrpcOkHttpHooks() {}

  public static Client client() {
    return Client.library(
        GuardedStream.CLIENT,
        List.of("io/grpc", "okio"),
        "io/grpc/okhttp/OkHttpChannelBuilder",
        HookPoint.answer(SINK, "writeHeaders", "(Lio/grpc/Metadata;[B)V", GATES + "HeadGate"),
        HookPoint.answerAll(
            SINK, "writeFrame", "(Lio/grpc/internal/WritableBuffer;ZZI)V", GATES + "FrameGate"),
        HookPoint.enter(SINK, "cancel", "(Lio/grpc/Status;)V", GATES + "CancelGate"));
  }
}
