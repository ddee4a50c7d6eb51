package dev.flowguard.agent.gates.googlehttp;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/** Where google-http-client is hooked. */
public final class GoogleHttpHooks {
  private static final String GATES = "dev.flowguard.agent.gates.googlehttp.";
  private static final String REQUEST = "com/google/api/client/http/HttpRequest";

  private GoogleHttpHooks() {}

  public static Client client() {
    return Client.library(
        "google-http-client",
        List.of("com/google/api"),
        null,
        HookPoint.enter(
                REQUEST,
                "executeAsync",
                "(Ljava/util/concurrent/Executor;)Ljava/util/concurrent/Future;",
                GATES + "ExecuteAsyncGate")
            .takingNotes(),
        HookPoint.enter(
                REQUEST,
                "execute",
                "()Lcom/google/api/client/http/HttpResponse;",
                GATES + "ExecuteGate")
            .takingNotes());
  }
}
