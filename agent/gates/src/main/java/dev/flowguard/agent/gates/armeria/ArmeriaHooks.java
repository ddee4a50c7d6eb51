package dev.flowguard.agent.gates.armeria;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** Where Armeria is hooked. */
public final class ArmeriaHooks {
  private static final String GATES = "dev.flowguard.agent.gates.armeria.";
  private static final String CLIENT = "com/linecorp/armeria/client/";
  private static final String COMMON = "Lcom/linecorp/armeria/common/";

  private static final String INTERNAL = "com/linecorp/armeria/internal/client/";
  private static final String CONTEXT = "L" + CLIENT + "ClientRequestContext;";
  private static final String EXECUTE = "(L" + CLIENT + "Client;" + CONTEXT;
  private static final String RESPONSE = ")" + COMMON + "Response;";

  private ArmeriaHooks() {}

  public static Client client() {
    return Client.library(
        "armeria",
        List.of("com/linecorp/armeria"),
        null,
        new HookPoint(
                INTERNAL + "ClientUtil",
                "pushAndExecute",
                List.of(EXECUTE + RESPONSE, EXECUTE + COMMON + "Request;" + RESPONSE),
                Kind.ENTER,
                null,
                GATES + "ExecuteGate")
            .takingNotes(),
        derive(CLIENT), // up to 1.16
        derive(INTERNAL),
        new HookPoint(
                CLIENT + "AbstractHttpRequestHandler",
                "writeHeaders",
                List.of("(" + COMMON + "RequestHeaders;)V", "(" + COMMON + "RequestHeaders;Z)V"),
                Kind.ENTER,
                null,
                GATES + "HeadGate")
            .takingNotes(),
        HookPoint.enter( // up to 1.16
                CLIENT + "HttpRequestSubscriber",
                "writeFirstHeader",
                "(L" + CLIENT + "HttpSession;)V",
                GATES + "HeadGate")
            .takingNotes());
  }

  private static HookPoint derive(String packageName) {
    return new HookPoint(
            packageName + "DefaultClientRequestContext",
            "newDerivedContext",
            List.of(
                "("
                    + COMMON
                    + "RequestId;"
                    + COMMON
                    + "HttpRequest;"
                    + COMMON
                    + "RpcRequest;L"
                    + CLIENT
                    + "Endpoint;)"
                    + CONTEXT),
            Kind.FILTER_RETURN,
            null,
            GATES + "DeriveGate")
        .takingNotes();
  }
}
