package dev.flowguard.agent.gates.jdkws;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/** Where WebSockets of {@code java.net.http} are hooked. */
public final class JdkWebSocketHooks {
  private JdkWebSocketHooks() {}

  public static Client client() {
    return Client.jdk(
        SendGate.CLIENT,
        List.of("jdk.internal.net.http.websocket"),
        send("sendText", "(Ljava/lang/CharSequence;Z)"),
        send("sendBinary", "(Ljava/nio/ByteBuffer;Z)"));
  }

  private static HookPoint send(String method, String arguments) {
    return HookPoint.answer(
        "jdk/internal/net/http/websocket/WebSocketImpl",
        method,
        arguments + "Ljava/util/concurrent/CompletableFuture;",
        "dev.flowguard.agent.gates.jdkws.SendGate");
  }
}
