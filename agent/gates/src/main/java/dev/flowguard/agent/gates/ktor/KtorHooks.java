package dev.flowguard.agent.gates.ktor;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** Where Ktor is hooked: in its builder of requests, and in those engines that stand on a gate. */
public final class KtorHooks {
  private static final String GATES = "dev.flowguard.agent.gates.ktor.";
  private static final String DATA = "Lio/ktor/client/request/HttpRequestData;";

  private KtorHooks() {}

  public static Client client() {
    return Client.library(
        "ktor",
        List.of("io/ktor", "kotlin"),
        null,
        new HookPoint(
                "io/ktor/client/request/HttpRequestBuilder",
                "build",
                List.of("()" + DATA),
                Kind.FILTER_RETURN,
                null,
                GATES + "BuildGate")
            .takingNotes(),
        engine("java/JavaHttpEngine"),
        engine("okhttp/OkHttpEngine"),
        engine("apache5/Apache5Engine"));
  }

  private static HookPoint engine(String className) {
    return HookPoint.enter(
            "io/ktor/client/engine/" + className,
            "execute",
            "(" + DATA + "Lkotlin/coroutines/Continuation;)Ljava/lang/Object;",
            GATES + "ExecuteGate")
        .takingNotes();
  }
}
