package dev.flowguard.rules.counted;

import java.util.Map;

/** Something whose work is counted. */
public interface Subject {
  /** What each of its stages costs on one input, by the name of the stage. */
  Map<String, Cost> of(Sample sample);
}
