package dev.flowguard.agent.gates.apache4async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.http.nio.NHttpClientConnection;
import org.jspecify.annotations.Nullable;

/** Where a connection ends, or gives up a request: nothing is held any longer. */
public final class DropGate implements Gate {
  public DropGate(Guard guard) {}

  @Override
  public void enter(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object unused) {
    if (self instanceof NHttpClientConnection connection) {
      Exchange exchange = Exchange.of(connection);
      if (exchange != null) {
        exchange.end(connection);
      }
    }
  }
}
