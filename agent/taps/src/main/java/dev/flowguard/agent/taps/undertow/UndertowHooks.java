package dev.flowguard.agent.taps.undertow;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/** Where Undertow is looked at: below its streams, receivers, parsers and servlets. */
public final class UndertowHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.undertow.";
  private static final String EXCHANGE = "io/undertow/server/HttpServerExchange";

  private UndertowHooks() {}

  /** Requests, as the application reads them. */
  public static Client requests() {
    return Client.library(
        "undertow",
        List.of("io/undertow"),
        null,
        HookPoint.after(
            EXCHANGE + "$ReadDispatchChannel",
            "read",
            "(Ljava/nio/ByteBuffer;)I",
            TAPS + "ReadTap"),
        HookPoint.before(EXCHANGE, "invokeExchangeCompleteListeners", "()V", TAPS + "EndTap"));
  }
}
