package dev.flowguard.rules.policy;

import java.util.List;
import java.util.Set;

/** What a rule forbids. */
public sealed interface Constraint {
  /**
   * Categories that must never reach recipients.
   *
   * @param undeclared true if undeclared recipients are meant too
   * @param alsoHashed names of hash functions under which identifiers count too
   */
  record Never(
      Set<String> categories, Set<String> processors, boolean undeclared, Set<String> alsoHashed)
      implements Constraint {
    public Never {
      categories = Set.copyOf(categories);
      processors = Set.copyOf(processors);
      alsoHashed = Set.copyOf(alsoHashed);
    }
  }

  /**
   * Hosts that requests to a processor must go to, and no others.
   *
   * @param paths which requests; empty for all
   * @param hosts normalised
   */
  record OnlyHosts(String processor, List<PathPattern> paths, Set<String> hosts)
      implements Constraint {
    public OnlyHosts {
      paths = List.copyOf(paths);
      hosts = Set.copyOf(hosts);
    }
  }
}
