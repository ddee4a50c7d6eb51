package dev.flowguard.rules.provenance;

import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.detect.Secret;
import dev.flowguard.rules.payload.Leaf;
import java.util.List;

/**
 * A captured value.
 *
 * @param id within this process
 * @param owner hash of whose it is
 * @param name hash of the application's own name for the document; 0 where there is none
 * @param family with copies and parts of it
 * @param grams that are kept of its text
 * @param isLong as {@link Winnowing#isLong} says of its text
 * @param link canonical characters of a value that is a link and nothing else; 0 for any other
 * @param capturedAt in milliseconds of {@link System#nanoTime()}
 */
record Captured(
    int id,
    String category,
    String source,
    long owner,
    long name,
    Family family,
    int grams,
    boolean isLong,
    int link,
    long capturedAt) {
  static final int NANOS_PER_MILLI = 1_000_000;

  private static final int SHORTEST_LINK = 32;
  private static final String DETECTOR = "provenance";

  /** True if it is a link, and a run of this length is all of it: a link is no phrase. */
  boolean isWholeLink(int length) {
    return link >= SHORTEST_LINK && length >= link;
  }

  /** A finding of this value, or of a part of it. */
  Finding finding(List<Leaf> leaves, int length, Secret content, boolean isDecisive) {
    long age = System.nanoTime() / NANOS_PER_MILLI - capturedAt;
    return new Finding(
        DETECTOR,
        leaves,
        length,
        content,
        new Finding.Origin(category, source, id, age, isDecisive));
  }
}
