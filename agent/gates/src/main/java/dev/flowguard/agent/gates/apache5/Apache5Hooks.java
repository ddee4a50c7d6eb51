package dev.flowguard.agent.gates.apache5;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/** Where the blocking part of Apache HttpClient 5 is hooked. */
public final class Apache5Hooks {
  /** What a copy of it may have renamed. */
  public static final List<String> PACKAGES = List.of("org/apache/hc");

  private Apache5Hooks() {}

  public static Client client() {
    return Client.library(
        ExecuteGate.CLIENT,
        PACKAGES,
        "org/apache/hc/core5/http/ClassicHttpRequest",
        HookPoint.enter(
            "org/apache/hc/core5/http/impl/io/HttpRequestExecutor",
            "execute",
            "(Lorg/apache/hc/core5/http/ClassicHttpRequest;"
                + "Lorg/apache/hc/core5/http/io/HttpClientConnection;"
                + "Lorg/apache/hc/core5/http/io/HttpResponseInformationCallback;"
                + "Lorg/apache/hc/core5/http/protocol/HttpContext;)"
                + "Lorg/apache/hc/core5/http/ClassicHttpResponse;",
            "dev.flowguard.agent.gates.apache5.ExecuteGate"));
  }
}
