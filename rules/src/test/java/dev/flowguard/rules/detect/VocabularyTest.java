package dev.flowguard.rules.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shapes that a policy can name, and the detectors that there are. */
class VocabularyTest {
  @Test
  void eachShapeHasExactlyOneDetector() {
    List<Shape> shapes = new ArrayList<>(List.of(Shape.values()));
    shapes.remove(Shape.PATTERN); // one for each pattern of a policy

    assertThat(Detectors.all())
        .extracting(Detector::shape)
        .containsExactlyInAnyOrderElementsOf(shapes);
  }

  @Test
  void eachDetectorIsNamedAfterItsShape() {
    for (Detector detector : Detectors.all()) {
      assertThat(detector.name()).isEqualTo(detector.shape().toString());
    }
  }
}
