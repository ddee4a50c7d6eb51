package dev.flowguard.rules.judge;

import dev.flowguard.rules.detect.Detector;
import dev.flowguard.rules.detect.Detectors;
import dev.flowguard.rules.detect.PatternMatch;
import dev.flowguard.rules.policy.Category;
import dev.flowguard.rules.policy.ContentPattern;
import dev.flowguard.rules.screen.Screen;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for by the rules that reach one recipient, made for the first request to it: a
 * start needs none of it. Thread-safe.
 */
final class Search {
  private final Set<Shape> shapes;
  private final List<Category> categories;
  private final Set<String> alsoHashed;
  private volatile @Nullable Made made;

  /**
   * @param shapes of the forbidden categories
   * @param categories that are forbidden, for their patterns; several rules may forbid one
   * @param alsoHashed names of hash functions under which identifiers count too
   */
  Search(Set<Shape> shapes, List<Category> categories, Set<String> alsoHashed) {
    this.shapes = shapes;
    this.categories = categories;
    this.alsoHashed = alsoHashed;
  }

  private record Made(List<Detector> detectors, Screen screen) {}

  List<Detector> detectors() {
    return made().detectors();
  }

  Screen screen() {
    return made().screen();
  }

  private Made made() {
    Made now = made;
    if (now == null) {
      List<Detector> detectors = make();
      now = new Made(detectors, new Screen(detectors, !alsoHashed.isEmpty()));
      made = now; // by whichever thread: it is always the same
    }
    return now;
  }

  private List<Detector> make() {
    List<Detector> detectors = new ArrayList<>();
    for (Detector detector : Detectors.all()) {
      boolean isAsked =
          detector.shape() == Shape.HASHED_CONTACT && alsoHashed.contains("sha256") && hasContact();
      if (isAsked || shapes.contains(detector.shape())) {
        detectors.add(detector);
      }
    }
    List<String> patterns = new ArrayList<>();
    for (Category category : categories) {
      for (ContentPattern each : category.patterns()) {
        PatternMatch pattern =
            new PatternMatch(category.id(), each.id(), each.pattern(), each.shadow());
        if (!patterns.contains(pattern.name())) {
          patterns.add(pattern.name());
          detectors.add(pattern);
        }
      }
    }
    return List.copyOf(detectors);
  }

  private boolean hasContact() {
    for (Shape shape : shapes) {
      if (shape.isContact()) {
        return true;
      }
    }
    return false;
  }
}
