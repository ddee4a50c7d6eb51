package dev.flowguard.rules.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of user content.
 *
 * @param fides its name in the fideslang taxonomy, if any
 * @param shapes words of detectors
 */
public record Category(
    String id, @Nullable String fides, List<String> shapes, List<Source> sources) {
  public Category {
    shapes = List.copyOf(shapes);
    sources = List.copyOf(sources);
  }
}
