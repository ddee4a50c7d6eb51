package dev.flowguard.rules.provenance;

import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.payload.Layers;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import java.util.List;
import java.util.Set;

/** What captured content finds in a text that is sent as a body. */
final class Known {
  private Known() {}

  static List<Finding> findings(ProtectedContent content, String text) {
    Leaf leaf = new Leaf.Text(Location.of(Location.Kind.BODY), Layers.NONE, text, false);
    return content.match(
        new Payload(List.of(leaf), Inspection.COMPLETE),
        Thresholds.STRUCTURED,
        Set.of(),
        OwnWords.NONE);
  }

  /** True if the text would stop a request. */
  static boolean isKnown(ProtectedContent content, String text) {
    return findings(content, text).stream()
        .anyMatch(finding -> finding.origin() != null && finding.origin().decisive());
  }
}
