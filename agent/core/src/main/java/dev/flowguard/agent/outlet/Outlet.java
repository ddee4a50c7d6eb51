package dev.flowguard.agent.outlet;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.status.OutletState;

/**
 * A place where alerts go. The journal's thread hands them over, each batch as a whole; what an
 * outlet does with them is bounded, and never waits for a receiver. No method throws.
 */
public interface Outlet {
  /** Takes an alert, whether or not its record could be written. */
  void accept(Alert alert);

  /**
   * The batch is over. When this returns, all that was taken is as safe as this outlet makes it;
   * the application sees its exception after that.
   */
  default void settle() {}

  /** How it is doing now. Safe to call from any thread. */
  OutletState state();

  /** Gives what waits a moment to go out before the JVM ends. */
  default void end() {}
}
