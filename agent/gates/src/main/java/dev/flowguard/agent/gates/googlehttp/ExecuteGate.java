package dev.flowguard.agent.gates.googlehttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import org.jspecify.annotations.Nullable;

/** Where a request is sent, by its caller or by an executor. */
public final class ExecuteGate implements Gate {
  private static final String REQUEST = "com.google.api.client.http.HttpRequest";

  /**
   * @param unused there is nothing to ask of the guard here
   */
  public ExecuteGate(Guard unused) {}

  @Override
  public void enter(
      @Nullable Object request,
      @Nullable Object none,
      @Nullable Object nothing,
      @Nullable Object unused) {
    RequestOrigins.resume(RequestOrigins.of(request), REQUEST);
  }
}
