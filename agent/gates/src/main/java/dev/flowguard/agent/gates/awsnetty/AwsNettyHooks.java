package dev.flowguard.agent.gates.awsnetty;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** Where the asynchronous client of Amazon's SDK is hooked. */
public final class AwsNettyHooks {
  private static final String GATES = "dev.flowguard.agent.gates.awsnetty.";
  private static final String INTERNAL = "software/amazon/awssdk/http/nio/netty/internal/";
  private static final String EXECUTOR = INTERNAL + "NettyRequestExecutor";

  private AwsNettyHooks() {}

  public static Client client() {
    return Client.library(
        "aws-netty",
        List.of("software/amazon/awssdk", "io/netty"),
        null,
        new HookPoint(
                EXECUTOR,
                "execute",
                List.of("()Ljava/util/concurrent/CompletableFuture;"),
                Kind.FILTER_FIELD,
                EXECUTOR + ".context:L" + INTERNAL + "RequestContext;",
                GATES + "ExecuteGate")
            .takingNotes(),
        HookPoint.enter(
                EXECUTOR,
                "makeRequestListener",
                "(Lio/netty/util/concurrent/Future;)V",
                GATES + "ConnectedGate")
            .takingNotes());
  }
}
