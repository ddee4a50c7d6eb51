package dev.flowguard.agent.gates.vertx;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;

/** Where the WebClient asks for a connection, on its caller's thread: notes who sends. */
public final class RequestGate implements Gate {
  private final Guard guard;

  public RequestGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void enter(
      @Nullable Object call,
      @Nullable Object asked,
      @Nullable Object none,
      @Nullable Object unused) {
    if (call != null && asked instanceof RequestOptions request && request.getHost() != null) {
      Integer port = request.getPort();
      RequestOrigins.note(
          guard, call, request.getHost(), port == null ? -1 : port, request.getURI());
    }
  }
}
