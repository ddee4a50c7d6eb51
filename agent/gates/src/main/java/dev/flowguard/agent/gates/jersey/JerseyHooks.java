package dev.flowguard.agent.gates.jersey;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/** Where Jersey's client is hooked. */
public final class JerseyHooks {
  private static final String GATES = "dev.flowguard.agent.gates.jersey.";
  private static final String RUNTIME = "org/glassfish/jersey/client/ClientRuntime";
  private static final String REQUEST = "Lorg/glassfish/jersey/client/ClientRequest;";

  private JerseyHooks() {}

  public static Client client() {
    return Client.library(
        "jersey",
        List.of("org/glassfish/jersey"),
        null,
        HookPoint.enter(
                RUNTIME,
                "createRunnableForAsyncProcessing",
                "("
                    + REQUEST
                    + "Lorg/glassfish/jersey/client/ResponseCallback;)Ljava/lang/Runnable;",
                GATES + "SubmitGate")
            .takingNotes(),
        // The last step before the connector.
        HookPoint.enter(
                RUNTIME,
                "addUserAgent",
                "(" + REQUEST + "Ljava/lang/String;)" + REQUEST,
                GATES + "SendGate")
            .takingNotes());
  }
}
