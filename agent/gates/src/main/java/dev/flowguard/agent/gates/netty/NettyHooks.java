package dev.flowguard.agent.gates.netty;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** Where Netty's HTTP/1.1 is hooked. */
public final class NettyHooks {
  /** What a copy of Netty may have renamed. */
  public static final List<String> PACKAGES = List.of("io/netty");

  /** Descriptor of a handler's {@code write}. */
  public static final String WRITE =
      "(Lio/netty/channel/ChannelHandlerContext;Ljava/lang/Object;"
          + "Lio/netty/channel/ChannelPromise;)V";

  private static final String GATE = "dev.flowguard.agent.gates.netty.WriteGate";

  private NettyHooks() {}

  public static Client client() {
    return Client.library(
        WriteGate.CLIENT,
        PACKAGES,
        null,
        // Its own since 4.1.83; before that it inherits the one below.
        new HookPoint(
            "io/netty/handler/codec/http/HttpObjectEncoder",
            "write",
            List.of(WRITE),
            Kind.ANSWER_IF_DECLARED,
            null,
            GATE),
        HookPoint.answer("io/netty/handler/codec/MessageToMessageEncoder", "write", WRITE, GATE));
  }
}
