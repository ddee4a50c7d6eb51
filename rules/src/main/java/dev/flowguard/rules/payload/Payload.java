package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.inspection.Work;
import java.util.List;

/**
 * An unfolded request.
 *
 * @param leaves in payload order (URL, headers, body); the raw form of a part comes before what was
 *     found inside it
 * @param inspection incomplete where something could not be opened or a budget ended
 * @param work what searching the leaves may cost; detectors and matchers charge it
 */
public record Payload(List<Leaf> leaves, Inspection inspection, Work work) {
  public Payload {
    leaves = List.copyOf(leaves);
  }

  /** A payload that is searched with as much work as its leaves are long. */
  public Payload(List<Leaf> leaves, Inspection inspection) {
    this(leaves, inspection, Work.forBytes(size(leaves)));
  }

  /** The same, with other work for searching it. */
  public Payload searchedWith(Work other) {
    return new Payload(leaves, inspection, other);
  }

  private static long size(List<Leaf> leaves) {
    long size = 0;
    for (Leaf leaf : leaves) {
      size += leaf.size();
    }
    return size;
  }
}
