package dev.flowguard.agent.gates.reactornetty;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** Where Reactor Netty is hooked. */
public final class ReactorNettyHooks {
  private static final String GATES = "dev.flowguard.agent.gates.reactornetty.";
  private static final String HANDLER =
      "reactor/netty/http/client/HttpClientConnect$HttpClientHandler";

  private ReactorNettyHooks() {}

  public static Client client() {
    return Client.library(
        "reactor-netty",
        List.of("reactor/netty", "reactor", "org/reactivestreams", "io/netty"),
        null,
        // Asked for where to connect to, by the thread that subscribes.
        new HookPoint(
                HANDLER,
                "get",
                List.of("()Ljava/net/SocketAddress;"),
                Kind.FILTER_RETURN,
                null,
                GATES + "SubscribeGate")
            .takingNotes(),
        // The connection is there.
        HookPoint.enter(
                HANDLER,
                "requestWithBody",
                "(Lreactor/netty/http/client/HttpClientOperations;)Lorg/reactivestreams/Publisher;",
                GATES + "ConnectedGate")
            .takingNotes());
  }
}
