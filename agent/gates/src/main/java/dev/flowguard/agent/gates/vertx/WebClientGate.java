package dev.flowguard.agent.gates.vertx;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import org.jspecify.annotations.Nullable;

/** Where the WebClient has its connection, and goes on to hand over the head. */
public final class WebClientGate implements Gate {
  static final String CALL = "io.vertx.ext.web.client.impl.HttpContext";

  /**
   * @param unused there is nothing to ask of the guard here
   */
  public WebClientGate(Guard unused) {}

  @Override
  public void enter(
      @Nullable Object call,
      @Nullable Object request,
      @Nullable Object none,
      @Nullable Object unused) {
    RequestOrigins.resume(RequestOrigins.of(call), CALL);
  }
}
