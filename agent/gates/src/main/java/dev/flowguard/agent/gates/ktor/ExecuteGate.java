package dev.flowguard.agent.gates.ktor;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine begins with a request on a thread of its own, and where it goes on after it was
 * suspended, then without the request.
 */
public final class ExecuteGate implements Gate {
  /**
   * @param unused there is nothing to ask of the guard here
   */
  public ExecuteGate(Guard unused) {}

  @Override
  public void enter(
      @Nullable Object engine,
      @Nullable Object request,
      @Nullable Object continuation,
      @Nullable Object unused) {
    if (engine != null) {
      RequestOrigins.resume(RequestOrigins.of(request), engine.getClass().getName());
    }
  }
}
