package dev.flowguard.agent.gates.apache5async;

import dev.flowguard.agent.gates.apache5.Target;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Where a call goes through what the client does about it, first of all on its caller's thread:
 * notes who started it.
 */
public final class StartGate implements Gate {
  private final Guard guard;

  public StartGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void enter(
      @Nullable Object self,
      @Nullable Object message,
      @Nullable Object body,
      @Nullable Object scope) {
    if (message instanceof HttpRequest request && scope instanceof AsyncExecChain.Scope call) {
      Target target = Target.of(request, false, null);
      if (target.isConcerned(guard)) {
        Started.note(call.clientContext, call.exchangeId);
      }
    }
  }
}
