package dev.flowguard.agent.tap;

import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.WeaveListener;
import dev.flowguard.rules.vocabulary.SourceKind;
import java.util.Map;
import java.util.Set;

/** Reports what becomes of the libraries that feed some kinds of sources. Thread-safe. */
final class TapListener implements WeaveListener {
  private final TappedLibraries libraries;
  private final Problems problems;
  private final Map<Client, Set<SourceKind>> kinds;

  /**
   * @param kinds by library, compared by identity
   */
  TapListener(TappedLibraries libraries, Problems problems, Map<Client, Set<SourceKind>> kinds) {
    this.libraries = libraries;
    this.problems = problems;
    this.kinds = kinds;
  }

  @Override
  public void woven(Client library) {
    libraries.woven(library.name(), kinds(library));
  }

  @Override
  public void uncovered(Client library, String name, String why) {
    libraries.misfit(name, kinds(library), why);
    problems.report(
        "tap." + name,
        name
            + " is not seen by sources of kind "
            + words(kinds(library))
            + ": "
            + why
            + ". What passes through it is not captured. Use a version that docs/coverage.md lists");
  }

  private Set<SourceKind> kinds(Client library) {
    return kinds.getOrDefault(library, Set.of());
  }

  private static String words(Set<SourceKind> kinds) {
    StringBuilder words = new StringBuilder();
    for (SourceKind kind : kinds) {
      words.append(words.length() == 0 ? "" : " or ").append(kind);
    }
    return words.toString();
  }

  @Override
  public void unwoven(Client library, String name, String className, String why) {
    problems.report(
        key(name, className),
        "the class "
            + className
            + " of "
            + name
            + " is in use and not woven ("
            + why
            + "), so what passes through it is not captured. It is tried again; please report this if it"
            + " stays");
  }

  @Override
  public void recovered(Client library, String name, String className) {
    problems.solved(key(name, className));
  }

  private static String key(String name, String className) {
    return "tap." + name + "." + className;
  }
}
