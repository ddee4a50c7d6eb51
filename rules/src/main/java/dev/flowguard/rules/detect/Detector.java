package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Outline;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Signs;
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

  /**
   * What a text has in which this detector finds something by itself. Without a declaration each
   * request is scanned; with one, only texts that have the signs are, each alone. So a detector
   * that finds something in several texts together declares that too: by {@link #side} or {@link
   * #fewestNumbers}.
   */
  default Signs signs() {
    return Signs.UNKNOWN;
  }

  /**
   * What matters about a place: up to four bits of the detector's own, the same for all positions
   * in it, which {@link #mayFind} and {@link #side} are given.
   */
  default int place(Location location) {
    return 0;
  }

  /**
   * A closer look at a text that has the signs: false if this detector certainly finds nothing in
   * it. Allocates nothing.
   *
   * @param seen what a look at the text showed
   * @param place as {@link #place} says
   */
  default boolean mayFind(CharSequence text, Outline seen, int place) {
    return true;
  }

  /**
   * What a text is to a finding that several texts make together: bits of the detector's own, which
   * {@link #areSides} is given for all texts of a request.
   *
   * @param place as {@link #place} says
   */
  default int side(CharSequence text, int place) {
    return 0;
  }

  /** True if texts that are these sides may be a finding together. */
  default boolean areSides(int sides) {
    return false;
  }

  /** How many numbers that follow each other may be a finding, each a text of its own. */
  default int fewestNumbers() {
    return Integer.MAX_VALUE;
  }
}
