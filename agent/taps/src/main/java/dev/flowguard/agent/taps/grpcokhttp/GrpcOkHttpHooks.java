package dev.flowguard.agent.taps.grpcokhttp;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/**
 * Where gRPC's transport on OkHttp is looked at: at the state of each stream, where frames leave
 * and come. On Netty, calls are seen as what they are there.
 */
public final class GrpcOkHttpHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.grpcokhttp.";
  private static final String STREAM = "io/grpc/okhttp/OkHttpClientStream$TransportState";

  private GrpcOkHttpHooks() {}

  /** Requests and answers, each message. */
  public static Client exchanges() {
    return Client.library(
        "grpc-okhttp",
        List.of("io/grpc", "okio"),
        "io/grpc/okhttp/OkHttpChannelBuilder",
        HookPoint.before(
            STREAM, "streamReady", "(Lio/grpc/Metadata;Ljava/lang/String;)V", TAPS + "CallTap"),
        HookPoint.before(STREAM, "sendBuffer", "(Lokio/Buffer;ZZ)V", TAPS + "RequestTap"),
        HookPoint.before(
            STREAM, "transportHeadersReceived", "(Ljava/util/List;Z)V", TAPS + "AnswerTap"),
        // With what the padding takes since 1.5x.
        new HookPoint(
            STREAM,
            "transportDataReceived",
            List.of("(Lokio/Buffer;Z)V", "(Lokio/Buffer;ZI)V"),
            Kind.BEFORE,
            null,
            TAPS + "DataTap",
            false),
        HookPoint.before(STREAM, "deframerClosed", "(Z)V", TAPS + "EndTap"));
  }
}
