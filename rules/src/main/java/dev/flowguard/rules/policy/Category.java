package dev.flowguard.rules.policy;

import dev.flowguard.rules.vocabulary.Match;
import dev.flowguard.rules.vocabulary.Shape;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of user content.
 *
 * @param fides its name in the fideslang taxonomy, if any
 * @param shadowed those of the shapes that are reported but never block
 * @param match how captured texts are recognised
 * @param remember for how long a captured value is known after it was last seen
 */
public record Category(
    String id,
    @Nullable String fides,
    List<Shape> shapes,
    Set<Shape> shadowed,
    List<ContentPattern> patterns,
    Match match,
    Duration remember,
    List<Source> sources) {
  public Category {
    shapes = List.copyOf(shapes);
    shadowed = Set.copyOf(shadowed);
    patterns = List.copyOf(patterns);
    sources = List.copyOf(sources);
  }
}
