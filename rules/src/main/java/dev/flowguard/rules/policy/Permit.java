package dev.flowguard.rules.policy;

import java.util.List;
import java.util.Set;

/**
 * A field that a processor may get.
 *
 * @param paths at least one
 * @param maxChars longer values are not permitted, in UTF-16 units
 */
public record Permit(
    FieldPattern field, List<PathPattern> paths, Set<String> categories, int maxChars) {
  public Permit {
    paths = List.copyOf(paths);
    categories = Set.copyOf(categories);
  }
}
