package dev.flowguard.agent.gates.armeria;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import org.jspecify.annotations.Nullable;

/** Where a redirect or a retry, and the first attempt before one, gets a context of its own. */
public final class DeriveGate implements Gate {
  /**
   * @param unused there is nothing to ask of the guard here
   */
  public DeriveGate(Guard unused) {}

  @Override
  public @Nullable Object filter(@Nullable Object context, @Nullable Object derived) {
    if (context != null && derived != null) {
      RequestOrigins.copy(context, derived);
    }
    return derived;
  }
}
