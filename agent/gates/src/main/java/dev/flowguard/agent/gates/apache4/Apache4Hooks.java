package dev.flowguard.agent.gates.apache4;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** Where Apache HttpClient 4 is hooked. */
public final class Apache4Hooks {
  /** What a copy of HttpClient or HttpCore 4 may have renamed. */
  public static final List<String> PACKAGES = List.of("org/apache/http");

  private static final String GATES = "dev.flowguard.agent.gates.apache4.";
  private static final String EXECUTOR = "org/apache/http/protocol/HttpRequestExecutor";
  private static final String EXECUTE =
      "(Lorg/apache/http/HttpRequest;Lorg/apache/http/HttpClientConnection;"
          + "Lorg/apache/http/protocol/HttpContext;)Lorg/apache/http/HttpResponse;";

  private Apache4Hooks() {}

  public static Client client() {
    return Client.library(
        ExecuteGate.CLIENT,
        PACKAGES,
        "org/apache/http/impl/client/CloseableHttpClient",
        HookPoint.enter(EXECUTOR, "execute", EXECUTE, GATES + "ExecuteGate"),
        sent("sendRequestHeader", "HttpRequest"),
        sent("sendRequestEntity", "HttpEntityEnclosingRequest"),
        new HookPoint(
                EXECUTOR, "execute", List.of(EXECUTE), Kind.FILTER_RETURN, null, GATES + "DoneGate")
            .takingNotes(),
        // On each way out by an exception.
        HookPoint.enter(
                EXECUTOR,
                "closeConnection",
                "(Lorg/apache/http/HttpClientConnection;)V",
                GATES + "FailedGate")
            .takingNotes());
  }

  private static HookPoint sent(String step, String request) {
    return new HookPoint(
            EXECUTOR,
            "doSendRequest",
            List.of(EXECUTE),
            Kind.FILTER_RECEIVER,
            "org/apache/http/HttpClientConnection."
                + step
                + ":(Lorg/apache/http/"
                + request
                + ";)V",
            GATES + "SentGate")
        .takingNotes();
  }
}
