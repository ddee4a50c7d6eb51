package dev.flowguard.agent.link;

import dev.flowguard.api.BlockedRequestException;
import org.jspecify.annotations.Nullable;

/** Decides what a fault of a gate, or of its linking, means for the call in which it happened. */
public interface FaultHandler {
  /**
   * Notes a fault on a call of which nothing is known: its gate has not come as far as asking.
   * Needs nothing that may have failed just now, and allocates nothing where there is no memory.
   *
   * @return what the call is stopped with; null if no rule stops anything in the mode in force
   */
  @Nullable BlockedRequestException stop(String client, Throwable fault);

  /** Notes a fault that is no reason to stop a call. Never throws. */
  void note(String client, Throwable fault);
}
