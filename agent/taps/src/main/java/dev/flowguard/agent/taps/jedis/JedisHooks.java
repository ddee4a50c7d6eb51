package dev.flowguard.agent.taps.jedis;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/** Where Jedis is looked at: at its connections, which all its APIs use. */
public final class JedisHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.jedis.";
  private static final String CONNECTION = "redis/clients/jedis/Connection";

  private JedisHooks() {}

  /** Jedis 3 and later. */
  public static Client client() {
    String read = "readProtocolWithCheckingBroken";
    return Client.library(
        "jedis",
        List.of("redis/clients"),
        "redis/clients/jedis/Protocol",
        HookPoint.before(CONNECTION, "connect", "()V", TAPS + "ConnectTap"),
        new HookPoint(
            CONNECTION,
            "sendCommand",
            List.of(
                "(Lredis/clients/jedis/commands/ProtocolCommand;[[B)V",
                "(Lredis/clients/jedis/CommandArguments;)V"),
            HookPoint.Kind.AFTER,
            null,
            TAPS + "SendTap",
            false),
        HookPoint.before(CONNECTION, read, "()Ljava/lang/Object;", TAPS + "ReadTap"),
        HookPoint.after(CONNECTION, read, "()Ljava/lang/Object;", TAPS + "ReplyTap"));
  }
}
