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

  /**
   * What a character or byte of the payload costs, in quarters of a step of {@link
   * dev.flowguard.rules.inspection.Work}. Whoever calls {@link #scan} charges it beforehand; a
   * detector charges by itself what goes beyond.
   */
  default int quarters() {
    return 4;
  }

  /** Returns what was found, in payload order, or an empty list. Never throws on hostile input. */
  List<Finding> scan(Payload payload);
}
