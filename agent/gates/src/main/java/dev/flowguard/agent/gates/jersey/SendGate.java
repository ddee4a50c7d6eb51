package dev.flowguard.agent.gates.jersey;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import org.jspecify.annotations.Nullable;

/** Where a task of the pool, or a caller that waits, is about to send a request. */
public final class SendGate implements Gate {
  private static final String RUNTIME = "org.glassfish.jersey.client.ClientRuntime";

  /**
   * @param unused there is nothing to ask of the guard here
   */
  public SendGate(Guard unused) {}

  @Override
  public void enter(
      @Nullable Object runtime,
      @Nullable Object request,
      @Nullable Object userAgent,
      @Nullable Object unused) {
    RequestOrigins.resume(RequestOrigins.of(request), RUNTIME);
  }
}
