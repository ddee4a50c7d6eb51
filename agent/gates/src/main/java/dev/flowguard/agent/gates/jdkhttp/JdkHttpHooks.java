package dev.flowguard.agent.gates.jdkhttp;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** Where {@code java.net.http} is hooked. */
public final class JdkHttpHooks {
  private static final String GATES = "dev.flowguard.agent.gates.jdkhttp.";
  private static final String JDK = "jdk/internal/net/http/";

  private JdkHttpHooks() {}

  public static Client client() {
    return Client.jdk(
        ExchangeGate.CLIENT,
        List.of("jdk.internal.net.http", "jdk.internal.net.http.common"),
        HookPoint.enter(
                JDK + "MultiExchange",
                "responseAsync",
                "(Ljava/util/concurrent/Executor;)Ljava/util/concurrent/CompletableFuture;",
                GATES + "StartGate")
            .takingNotes(),
        HookPoint.answer(
            JDK + "Exchange",
            "responseAsync",
            "()Ljava/util/concurrent/CompletableFuture;",
            GATES + "ExchangeGate"),
        HookPoint.enter(
                JDK + "Exchange", "cancel", "(Ljava/io/IOException;)V", GATES + "CancelGate")
            .takingNotes(),
        publisher(
            "Http1Request",
            "(Ljdk/internal/net/http/HttpRequestImpl;Ljdk/internal/net/http/Http1Exchange;)V"),
        publisher(
            "Stream",
            "(Ljdk/internal/net/http/Http2Connection;Ljdk/internal/net/http/Exchange;"
                + "Ljdk/internal/net/http/WindowController;)V"));
  }

  /** Where a connection takes the body's publisher out of the request. */
  private static HookPoint publisher(String className, String constructor) {
    return new HookPoint(
        JDK + className,
        "<init>",
        List.of(constructor),
        Kind.FILTER_FIELD,
        JDK + "HttpRequestImpl.requestPublisher:Ljava/net/http/HttpRequest$BodyPublisher;",
        GATES + "BodyGate");
  }
}
