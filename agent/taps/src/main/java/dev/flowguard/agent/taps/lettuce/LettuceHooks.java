package dev.flowguard.agent.taps.lettuce;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where Lettuce is looked at: at its encoder, which has the words of a command, and where its
 * decoder hands a string to the output of a command. All its APIs pass both, on an event loop.
 */
public final class LettuceHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.lettuce.";
  private static final String PROTOCOL = "io/lettuce/core/protocol/";
  private static final String STRING =
      "(Lio/lettuce/core/output/CommandOutput;Ljava/nio/ByteBuffer;";

  private LettuceHooks() {}

  /** Lettuce 5 and later. */
  public static Client client() {
    return Client.library(
        "lettuce",
        List.of("io/lettuce", "io/netty"),
        "io/lettuce/core/AbstractRedisClient",
        HookPoint.after(
            PROTOCOL + "CommandEncoder",
            "encode",
            "(Lio/netty/channel/ChannelHandlerContext;Ljava/lang/Object;Lio/netty/buffer/ByteBuf;)V",
            TAPS + "EncodeTap"),
        new HookPoint(
            PROTOCOL + "RedisStateMachine",
            "safeSet",
            List.of(
                STRING + "Lio/lettuce/core/protocol/RedisCommand;)V",
                STRING + "Ljava/util/function/Consumer;)V"),
            HookPoint.Kind.BEFORE,
            null,
            TAPS + "StringTap",
            false));
  }
}
