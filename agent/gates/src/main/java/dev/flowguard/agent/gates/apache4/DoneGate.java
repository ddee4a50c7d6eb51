package dev.flowguard.agent.gates.apache4;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/** Where the answer is there: a body that the server did not want is not to be sent now. */
public final class DoneGate implements Gate {
  public DoneGate(Guard guard) {}

  @Override
  public @Nullable Object filter(@Nullable Object executor, @Nullable Object response) {
    HeldEntity entity = ExecuteGate.sent();
    if (entity != null) {
      entity.answered();
    }
    return response;
  }
}
