package dev.flowguard.rules.provenance;

import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.payload.Leaf;
import java.util.List;

/**
 * A run of captured text or a short captured value that was found in a payload, whether it counts
 * or not.
 *
 * @param leaves where it was found
 */
public record Compared(Finding.Origin origin, List<Leaf> leaves) {
  public Compared {
    leaves = List.copyOf(leaves);
  }

  /** Follows a search. */
  @FunctionalInterface
  public interface Listener {
    /** Follows nothing; then nothing is worked out for it. */
    Listener NONE = found -> {};

    /** Something was compared with what is needed. */
    void compared(Compared found);
  }
}
