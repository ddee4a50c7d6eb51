package dev.flowguard.agent.gates.nettyws;

import dev.flowguard.agent.gates.netty.NettyHooks;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;

/** Where Netty's WebSockets are hooked. */
public final class NettyWebSocketHooks {
  private NettyWebSocketHooks() {}

  public static Client client() {
    return Client.library(
        SocketGate.CLIENT,
        NettyHooks.PACKAGES,
        "io/netty/handler/codec/http/websocketx/WebSocket08FrameEncoder",
        // What the encoder of frames inherits; only there is the promise at hand.
        HookPoint.answer(
            "io/netty/handler/codec/MessageToMessageEncoder",
            "write",
            NettyHooks.WRITE,
            "dev.flowguard.agent.gates.nettyws.SocketGate"));
  }
}
