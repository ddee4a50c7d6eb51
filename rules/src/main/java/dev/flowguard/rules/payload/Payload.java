package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection;
import java.util.List;

/**
 * An unfolded request.
 *
 * @param leaves in payload order (URL, headers, body); the raw form of a part stands before what
 *     was found inside it
 * @param inspection incomplete where something could not be opened or a budget ended
 */
public record Payload(List<Leaf> leaves, Inspection inspection) {
  public Payload {
    leaves = List.copyOf(leaves);
  }
}
