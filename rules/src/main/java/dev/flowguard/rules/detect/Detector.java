package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.Payload;
import java.util.List;

/**
 * Looks for one shape of user content in an unfolded request.
 *
 * <p>One detector is one class, registered in {@link Detectors}. Implementations are immutable and
 * safe to call from any thread, need structure rather than words, and run in time linear in the
 * payload.
 */
public interface Detector {
  /** The word that a policy names under {@code shapes}, such as {@code chat-transcript}. */
  String shape();

  /** Returns what was found, in payload order, or an empty list. Never throws on hostile input. */
  List<Finding> scan(Payload payload);
}
