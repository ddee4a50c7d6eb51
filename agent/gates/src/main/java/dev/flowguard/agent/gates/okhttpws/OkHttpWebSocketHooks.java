package dev.flowguard.agent.gates.okhttpws;

import dev.flowguard.agent.gates.okhttp.OkHttpHooks;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;

/** Where OkHttp's WebSockets are hooked. */
public final class OkHttpWebSocketHooks {
  private OkHttpWebSocketHooks() {}

  public static Client client() {
    return Client.library(
        SendGate.CLIENT,
        OkHttpHooks.PACKAGES,
        "okhttp3/WebSocketListener",
        HookPoint.answer(
            "okhttp3/internal/ws/RealWebSocket",
            "send",
            "(Lokio/ByteString;I)Z",
            "dev.flowguard.agent.gates.okhttpws.SendGate"));
  }
}
