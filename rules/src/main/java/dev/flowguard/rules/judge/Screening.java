package dev.flowguard.rules.judge;

import dev.flowguard.rules.request.OutboundRequest;

/** A judge that looks over requests before it judges them, and can be checked. */
public interface Screening {
  /**
   * Checks a request that was found clean: true if the screen still lets it pass and judging it in
   * full finds something. Values may have been captured since, so both are asked twice.
   */
  boolean isMissedByScreen(OutboundRequest request);

  /** Judges all requests in full from now on. */
  void stopScreening();
}
