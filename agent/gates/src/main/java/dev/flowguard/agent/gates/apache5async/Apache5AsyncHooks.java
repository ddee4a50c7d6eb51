package dev.flowguard.agent.gates.apache5async;

import dev.flowguard.agent.gates.apache5.Apache5Hooks;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;

/** Where the asynchronous part of Apache HttpClient 5 is hooked. */
public final class Apache5AsyncHooks {
  private static final String GATES = "dev.flowguard.agent.gates.apache5async.";

  private Apache5AsyncHooks() {}

  public static Client client() {
    return Client.library(
        EnqueueGate.CLIENT,
        Apache5Hooks.PACKAGES,
        "org/apache/hc/core5/http/nio/AsyncClientExchangeHandler",
        HookPoint.answer(
            "org/apache/hc/core5/reactor/InternalDataChannel",
            "enqueue",
            "(Lorg/apache/hc/core5/reactor/Command;"
                + "Lorg/apache/hc/core5/reactor/Command$Priority;)V",
            GATES + "EnqueueGate"),
        HookPoint.answer(
                "org/apache/hc/core5/reactor/InternalDataChannel",
                "close",
                "(Lorg/apache/hc/core5/io/CloseMode;)V",
                GATES + "CloseGate")
            .takingNotes(),
        HookPoint.enter(
                "org/apache/hc/client5/http/impl/async/AsyncExecChainElement",
                "execute",
                "(Lorg/apache/hc/core5/http/HttpRequest;"
                    + "Lorg/apache/hc/core5/http/nio/AsyncEntityProducer;"
                    + "Lorg/apache/hc/client5/http/async/AsyncExecChain$Scope;"
                    + "Lorg/apache/hc/client5/http/async/AsyncExecCallback;)V",
                GATES + "StartGate")
            .takingNotes());
  }
}
