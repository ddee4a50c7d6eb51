package dev.flowguard.agent.taps.apache4async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.http.HttpRequest;
import org.apache.http.nio.NHttpClientConnection;
import org.jspecify.annotations.Nullable;

/** Where a connection has been given a request. */
public final class SubmitTap implements Gate {
  public SubmitTap(Guard guard) {}

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    if (self instanceof NHttpClientConnection connection && a instanceof HttpRequest request) {
      Bodies.submitted(connection, request);
    }
  }
}
