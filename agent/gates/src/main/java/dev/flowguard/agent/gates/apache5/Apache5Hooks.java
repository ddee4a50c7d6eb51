package dev.flowguard.agent.gates.apache5;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/** Where the blocking part of Apache HttpClient 5 is hooked. */
public final class Apache5Hooks {
  /** What a copy of it may have renamed. */
  public static final List<String> PACKAGES = List.of("org/apache/hc");

  private static final String GATES = "dev.flowguard.agent.gates.apache5.";
  private static final String EXECUTOR = "org/apache/hc/core5/http/impl/io/HttpRequestExecutor";
  private static final String EXECUTE =
      "(Lorg/apache/hc/core5/http/ClassicHttpRequest;"
          + "Lorg/apache/hc/core5/http/io/HttpClientConnection;"
          + "Lorg/apache/hc/core5/http/io/HttpResponseInformationCallback;"
          + "Lorg/apache/hc/core5/http/protocol/HttpContext;)"
          + "Lorg/apache/hc/core5/http/ClassicHttpResponse;";

  private Apache5Hooks() {}

  public static Client client() {
    return Client.library(
        ExecuteGate.CLIENT,
        PACKAGES,
        "org/apache/hc/core5/http/ClassicHttpRequest",
        HookPoint.enter(EXECUTOR, "execute", EXECUTE, GATES + "ExecuteGate"),
        sent("sendRequestHeader"),
        sent("sendRequestEntity"));
  }

  private static HookPoint sent(String step) {
    return new HookPoint(
            EXECUTOR,
            "execute",
            List.of(EXECUTE),
            Kind.FILTER_RECEIVER,
            "org/apache/hc/core5/http/io/HttpClientConnection."
                + step
                + ":(Lorg/apache/hc/core5/http/ClassicHttpRequest;)V",
            GATES + "SentGate")
        .takingNotes();
  }
}
