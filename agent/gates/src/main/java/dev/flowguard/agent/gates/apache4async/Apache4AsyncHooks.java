package dev.flowguard.agent.gates.apache4async;

import dev.flowguard.agent.gates.apache4.Apache4Hooks;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;

/** Where Apache HttpAsyncClient 4 is hooked. */
public final class Apache4AsyncHooks {
  private static final String GATES = "dev.flowguard.agent.gates.apache4async.";
  private static final String BASE = "org/apache/http/impl/nio/NHttpConnectionBase";
  private static final String CONNECTION = "org/apache/http/impl/nio/DefaultNHttpClientConnection";

  private Apache4AsyncHooks() {}

  public static Client client() {
    return Client.library(
        Exchange.CLIENT,
        Apache4Hooks.PACKAGES,
        "org/apache/http/impl/nio/client/CloseableHttpAsyncClient",
        HookPoint.answer(
            CONNECTION, "submitRequest", "(Lorg/apache/http/HttpRequest;)V", GATES + "SubmitGate"),
        HookPoint.answer(
            CONNECTION,
            "produceOutput",
            "(Lorg/apache/http/nio/NHttpClientEventHandler;)V",
            GATES + "OutputGate"),
        HookPoint.answer(
            "org/apache/http/nio/protocol/HttpAsyncRequestExecutor",
            "outputReady",
            "(Lorg/apache/http/nio/NHttpClientConnection;Lorg/apache/http/nio/ContentEncoder;)V",
            GATES + "ProduceGate"),
        HookPoint.enter(CONNECTION, "resetOutput", "()V", GATES + "DropGate").takingNotes(),
        HookPoint.enter(BASE, "close", "()V", GATES + "DropGate").takingNotes(),
        HookPoint.enter(BASE, "shutdown", "()V", GATES + "DropGate").takingNotes(),
        HookPoint.enter(
                "org/apache/http/impl/nio/client/AbstractClientExchangeHandler",
                "requestConnection",
                "()V",
                GATES + "OriginGate")
            .takingNotes());
  }
}
