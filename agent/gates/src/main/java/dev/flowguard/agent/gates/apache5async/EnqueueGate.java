package dev.flowguard.agent.gates.apache5async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;

/** Where an exchange is put into the queue of its connection: keeps it back until it may go. */
public final class EnqueueGate implements Gate {
  static final String CLIENT = "apache-httpclient-5-async";

  private final Guard guard;

  public EnqueueGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public @Nullable Object answer(
      @Nullable Object self,
      @Nullable Object command,
      @Nullable Object priority,
      @Nullable Object unused) {
    if (!(command instanceof RequestExecutionCommand execution)
        || !(self instanceof IOSession session)
        || !(priority instanceof Command.Priority place)
        || execution.getExchangeHandler() instanceof Exchange) {
      return null;
    }
    new Exchange(guard, session, execution, place).begin();
    return Boolean.TRUE;
  }
}
