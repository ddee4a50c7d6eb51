package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.List;

/**
 * Looks for one shape of user content in an unfolded request.
 *
 * <p>One detector is one class, registered in {@link Detectors}. Implementations are immutable and
 * safe to call from any thread, need structure rather than words, and run in time linear in the
 * payload.
 */
public interface Detector {
  /** What it looks for. */
  Shape shape();

  /** Its word in findings: of its shape, but for a pattern, which has a name of its own. */
  default String name() {
    return shape().toString();
  }

  /** Returns what was found, in payload order, or an empty list. Never throws on hostile input. */
  List<Finding> scan(Payload payload);
}
