package dev.flowguard.agent.spi;

import dev.flowguard.api.BlockedRequestException;

/** Failures of stopped requests. */
public final class Blocked {
  private Blocked() {}

  /**
   * The failure that a stopped request ends in once more, for the same event. Each step that fails
   * needs one of its own: a caller that closes what it could not write has the second one
   * suppressed by the first, and {@link Throwable#addSuppressed} refuses a throwable that
   * suppresses itself.
   */
  public static BlockedRequestException again(BlockedRequestException first) {
    return new BlockedRequestException(
        String.valueOf(first.getMessage()),
        first.rule(),
        first.processor(),
        first.category(),
        first.location(),
        first.eventId());
  }
}
