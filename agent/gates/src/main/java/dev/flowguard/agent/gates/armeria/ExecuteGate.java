package dev.flowguard.agent.gates.armeria;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.Endpoint;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import org.jspecify.annotations.Nullable;

/**
 * Where a request is given to its first decorator, on its caller's thread: notes who executes it.
 */
public final class ExecuteGate implements Gate {
  private final Guard guard;

  public ExecuteGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void enter(
      @Nullable Object none,
      @Nullable Object delegate,
      @Nullable Object context,
      @Nullable Object request) {
    if (context instanceof ClientRequestContext call) {
      Endpoint to = call.endpoint();
      if (to != null) {
        RequestOrigins.note(guard, call, to.host(), to.hasPort() ? to.port() : -1, call.path());
      }
    }
  }
}
