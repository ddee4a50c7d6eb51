package dev.flowguard.agent.gates.apache4async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.io.IOException;
import org.apache.http.impl.nio.DefaultNHttpClientConnection;
import org.apache.http.nio.NHttpClientEventHandler;
import org.jspecify.annotations.Nullable;

/** Where a connection may write, on its I/O thread: what has passed goes out. */
public final class OutputGate implements Gate {
  public OutputGate(Guard guard) {}

  @Override
  public @Nullable Object answer(
      @Nullable Object self,
      @Nullable Object client,
      @Nullable Object none,
      @Nullable Object unused)
      throws IOException {
    if (!(self instanceof DefaultNHttpClientConnection connection)
        || client instanceof Replay
        || !(client instanceof NHttpClientEventHandler handler)) {
      return null;
    }
    Exchange exchange = Exchange.of(connection);
    return exchange != null && exchange.output(connection, handler) ? true : null;
  }
}
