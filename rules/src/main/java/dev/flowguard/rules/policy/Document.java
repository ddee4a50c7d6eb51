package dev.flowguard.rules.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The privacy policy that rules are tied to.
 *
 * @param effective as written, such as {@code 2023-08-03}
 */
public record Document(String title, String effective, Map<String, Clause> clauses) {
  public Document {
    clauses = Collections.unmodifiableMap(new LinkedHashMap<>(clauses));
  }
}
