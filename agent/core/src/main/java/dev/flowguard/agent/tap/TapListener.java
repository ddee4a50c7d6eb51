package dev.flowguard.agent.tap;

import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.weave.WeaveListener;
import dev.flowguard.rules.vocabulary.SourceKind;
import java.util.Set;

/** Reports what becomes of the taps of some kinds of sources. Thread-safe. */
final class TapListener implements WeaveListener {
  private final OpenTaps taps;
  private final Problems problems;
  private final Set<SourceKind> kinds;

  TapListener(OpenTaps taps, Problems problems, Set<SourceKind> kinds) {
    this.taps = taps;
    this.problems = problems;
    this.kinds = kinds;
  }

  @Override
  public void woven(String library) {
    for (SourceKind kind : kinds) {
      taps.woven(kind);
    }
  }

  @Override
  public void uncovered(String library, String why) {
    taps.uncovered(library, why);
    problems.report(
        "tap." + library,
        library
            + " is not seen by sources of kind "
            + words()
            + ": "
            + why
            + ". What passes there is not captured. Use a version that docs/coverage.md lists");
  }

  private String words() {
    StringBuilder words = new StringBuilder();
    for (SourceKind kind : kinds) {
      words.append(words.length() == 0 ? "" : " or ").append(kind);
    }
    return words.toString();
  }

  @Override
  public void unwoven(String library, String className, String why) {
    problems.report(
        key(library, className),
        "the class "
            + className
            + " of "
            + library
            + " is in use and not woven ("
            + why
            + "), so what passes there is not captured. It is tried again; please report this if it"
            + " stays");
  }

  @Override
  public void recovered(String library, String className) {
    problems.solved(key(library, className));
  }

  private static String key(String library, String className) {
    return "tap." + library + "." + className;
  }
}
