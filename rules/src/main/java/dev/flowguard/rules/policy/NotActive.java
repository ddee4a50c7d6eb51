package dev.flowguard.rules.policy;

import java.util.List;

/**
 * Something that a policy names and that this version does not do yet.
 *
 * @param what such as {@code source jdbc}
 * @param category that relies on it
 * @param clauses that are unproven for it
 */
public record NotActive(String what, String category, List<String> clauses) {
  public NotActive {
    clauses = List.copyOf(clauses);
  }

  @Override
  public String toString() {
    return what
        + " of "
        + category
        + (clauses.isEmpty() ? "" : " (unproven: " + String.join(", ", clauses) + ")");
  }
}
