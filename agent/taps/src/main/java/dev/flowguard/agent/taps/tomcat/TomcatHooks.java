package dev.flowguard.agent.taps.tomcat;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.List;

/**
 * Where Tomcat is looked at: below the servlet API, so whatever reads the body passes here. The
 * servlet API is {@code javax} in 8.5 and 9, {@code jakarta} from 10 on; these classes are the
 * same.
 */
public final class TomcatHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.tomcat.";
  private static final String REQUEST = "org/apache/coyote/Request";

  private TomcatHooks() {}

  /** Requests, as the application reads them. */
  public static Client requests() {
    return Client.library(
        "tomcat",
        List.of("org/apache/coyote", "org/apache/tomcat"),
        null,
        HookPoint.after(
            REQUEST,
            "doRead",
            "(Lorg/apache/tomcat/util/net/ApplicationBufferHandler;)I",
            TAPS + "ReadTap"),
        HookPoint.before(REQUEST, "recycle", "()V", TAPS + "RecycleTap"));
  }
}
