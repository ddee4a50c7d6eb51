package dev.flowguard.rules.provenance;

import dev.flowguard.rules.payload.Leaf;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run of captured text that was found in a payload, and what became of it. Lengths are in
 * canonical letters: letters and digits, without spaces and marks.
 *
 * @param source of the captured value
 * @param document opaque number of it in this process
 * @param owner keyed hash of whose it is; 0 where that is not known
 * @param leaves that the part has which counts
 * @param length of the whole run
 * @param letters of it that count
 * @param needed letters, for a violation by one run
 * @param left letters that do not count, by the reason in words; a letter may have several
 */
public record ComparedRun(
    String category,
    String source,
    int document,
    long owner,
    List<Leaf> leaves,
    int length,
    int letters,
    int needed,
    Map<String, Integer> left) {
  public ComparedRun {
    leaves = List.copyOf(leaves);
    left = Collections.unmodifiableMap(new LinkedHashMap<>(left));
  }

  /** Follows a search. */
  @FunctionalInterface
  public interface Listener {
    /** Follows nothing; then nothing is worked out for it. */
    Listener NONE = run -> {};

    /** A run was compared with what is needed. */
    void compared(ComparedRun run);
  }
}
