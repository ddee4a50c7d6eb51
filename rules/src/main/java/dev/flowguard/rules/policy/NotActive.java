package dev.flowguard.rules.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that a policy names and that this version does not do yet.
 *
 * @param what such as {@code source jdbc}
 * @param category that relies on it; null for the policy as a whole
 * @param clauses that are unproven for it
 */
public record NotActive(String what, @Nullable String category, List<String> clauses) {
  public NotActive {
    clauses = List.copyOf(clauses);
  }

  @Override
  public String toString() {
    return what
        + (category == null ? "" : " of " + category)
        + (clauses.isEmpty() ? "" : " (unproven: " + String.join(", ", clauses) + ")");
  }
}
