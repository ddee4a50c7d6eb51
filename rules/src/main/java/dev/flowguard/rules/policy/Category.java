package dev.flowguard.rules.policy;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of user content.
 *
 * @param fides its name in the fideslang taxonomy, if any
 * @param shapes words of detectors
 * @param shadowed those of the shapes that are reported but never block
 */
public record Category(
    String id,
    @Nullable String fides,
    List<String> shapes,
    Set<String> shadowed,
    List<ContentPattern> patterns,
    List<Source> sources) {
  public Category {
    shapes = List.copyOf(shapes);
    shadowed = Set.copyOf(shadowed);
    patterns = List.copyOf(patterns);
    sources = List.copyOf(sources);
  }
}
