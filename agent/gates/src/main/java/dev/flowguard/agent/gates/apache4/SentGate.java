package dev.flowguard.agent.gates.apache4;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where the client sends head and body: of a request that was sent already, to nowhere. */
public final class SentGate implements Gate {
  public SentGate(Guard guard) {}

  @Override
  public @Nullable Object filter(@Nullable Object request, @Nullable Object connection) {
    return request == null || connection == null
        ? connection
        : ExecuteGate.SENT.receiver(request, connection);
  }
}
