package dev.flowguard.agent.taps.springmock;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where the mocks of Spring 5.2 to 7 are looked at, by which tests call an application without a
 * server: no byte of their requests passes one.
 */
public final class SpringMockHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.springmock.";

  /** The name of WebTestClient, bound to an application. */
  static final String REACTIVE = "webtestclient";

  private static final String REACTIVE_REQUEST =
      "org/springframework/mock/http/server/reactive/MockServerHttpRequest";

  private SpringMockHooks() {}

  /** Requests of MockMvc: they are complete, and no filter has seen them. */
  public static Client requests() {
    return Client.library(
        "mockmvc",
        List.of("org/springframework/mock/web", "org/springframework/test/web/servlet"),
        null,
        HookPoint.after(
            "org/springframework/test/web/servlet/DefaultMvcResult",
            "<init>",
            "(Lorg/springframework/mock/web/MockHttpServletRequest;"
                + "Lorg/springframework/mock/web/MockHttpServletResponse;)V",
            TAPS + "RequestTap"));
  }

  /** Requests of a WebTestClient that is bound to an application. */
  public static Client reactiveRequests() {
    return Client.library(
        REACTIVE,
        List.of("org/springframework/mock/http"),
        null,
        new HookPoint(
            REACTIVE_REQUEST,
            "getBody",
            List.of("()Lreactor/core/publisher/Flux;"),
            HookPoint.Kind.FILTER_RETURN,
            null,
            TAPS + "ReactiveBodyFilter",
            false));
  }
}
