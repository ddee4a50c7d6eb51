package dev.flowguard.agent.gates.apache4;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.jspecify.annotations.Nullable;

/**
 * Where the attempt has failed. The client may try again: an entity that can be written only once
 * stays held for that.
 */
public final class FailedGate implements Gate {
  public FailedGate(Guard guard) {}

  @Override
  public void enter(
      @Nullable Object none,
      @Nullable Object connection,
      @Nullable Object unused,
      @Nullable Object unused2) {
    HeldEntity entity = ExecuteGate.sent();
    if (entity != null && entity.original().isRepeatable()) {
      entity.release();
    }
  }
}
