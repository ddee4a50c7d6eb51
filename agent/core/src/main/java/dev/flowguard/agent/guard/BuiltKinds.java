package dev.flowguard.agent.guard;

import dev.flowguard.rules.detect.Detector;
import dev.flowguard.rules.detect.Detectors;
import java.util.Set;
import java.util.TreeSet;

/** The kinds of shape and source that work; a policy may name others, which are not active. */
public final class BuiltKinds {
  /** Words of the shapes that have a detector. */
  public static final Set<String> SHAPES = shapes();

  /** Words of the source kinds that capture. */
  public static final Set<String> SOURCES = Set.of("annotation", "files", "method");

  private BuiltKinds() {}

  private static Set<String> shapes() {
    Set<String> shapes = new TreeSet<>();
    for (Detector detector : Detectors.all()) {
      shapes.add(detector.shape());
    }
    return Set.copyOf(shapes);
  }
}
