package dev.flowguard.agent.gates.jersey;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import java.net.URI;
import org.glassfish.jersey.client.ClientRequest;
import org.jspecify.annotations.Nullable;

/** Where a request is made a task for a pool, on its caller's thread: notes who submits it. */
public final class SubmitGate implements Gate {
  private final Guard guard;

  public SubmitGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void enter(
      @Nullable Object runtime,
      @Nullable Object submitted,
      @Nullable Object callback,
      @Nullable Object unused) {
    if (submitted instanceof ClientRequest request) {
      URI uri = request.getUri();
      if (uri.getHost() != null) {
        RequestOrigins.note(guard, request, uri.getHost(), uri.getPort(), uri.toString());
      }
    }
  }
}
