package dev.flowguard.rules.counted;

import java.util.LinkedHashMap;
import java.util.Map;

/** Something whose work is counted. */
public interface Subject {
  /** What each of its stages costs on one input, by the name of the stage. */
  Map<String, Cost> of(Sample sample);

  /** The same for the stages alone whose names end so. */
  default Map<String, Cost> of(Sample sample, String stage) {
    Map<String, Cost> costs = new LinkedHashMap<>(of(sample));
    costs.keySet().removeIf(name -> !name.endsWith(stage));
    return costs;
  }
}
