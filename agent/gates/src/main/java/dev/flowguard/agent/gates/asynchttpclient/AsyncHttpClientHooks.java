package dev.flowguard.agent.gates.asynchttpclient;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** Where AsyncHttpClient is hooked. */
public final class AsyncHttpClientHooks {
  private static final String GATES = "dev.flowguard.agent.gates.asynchttpclient.";
  private static final String SENDER = "org/asynchttpclient/netty/request/NettyRequestSender";
  private static final String FUTURE = "org/asynchttpclient/netty/NettyResponseFuture";

  private AsyncHttpClientHooks() {}

  public static Client client() {
    return Client.library(
        "async-http-client",
        List.of("org/asynchttpclient", "io/netty"),
        null,
        new HookPoint(
                SENDER,
                "newNettyResponseFuture",
                List.of(
                    "(Lorg/asynchttpclient/Request;Lorg/asynchttpclient/AsyncHandler;"
                        + "Lorg/asynchttpclient/netty/request/NettyRequest;"
                        + "Lorg/asynchttpclient/proxy/ProxyServer;)L"
                        + FUTURE
                        + ";"),
                Kind.FILTER_RETURN,
                null,
                GATES + "FutureGate")
            .takingNotes(),
        HookPoint.enter(
                FUTURE, "attachChannel", "(Lio/netty/channel/Channel;Z)V", GATES + "AttachGate")
            .takingNotes());
  }
}
