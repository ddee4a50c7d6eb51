package dev.flowguard.agent.taps.jetty;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/** Where Jetty 12 is looked at: below the servlet APIs, of which there are several. */
public final class JettyHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.jetty.";
  private static final String CHANNEL = "org/eclipse/jetty/server/internal/HttpChannelState";

  private JettyHooks() {}

  /** Requests, as the application reads them. */
  public static Client requests() {
    return Client.library(
        "jetty",
        List.of("org/eclipse/jetty"),
        null,
        HookPoint.after(
            CHANNEL + "$ChannelRequest",
            "read",
            "()Lorg/eclipse/jetty/io/Content$Chunk;",
            TAPS + "ReadTap"),
        HookPoint.before(CHANNEL, "recycle", "()V", TAPS + "EndTap"),
        HookPoint.before(
            CHANNEL, "onFailure", "(Ljava/lang/Throwable;)Ljava/lang/Runnable;", TAPS + "EndTap"));
  }
}
