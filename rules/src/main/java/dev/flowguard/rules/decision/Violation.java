package dev.flowguard.rules.decision;

import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.detect.Unit;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Rule;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One broken rule, for one category: several findings of one category in one request are one
 * violation.
 *
 * @param rule the rule that was broken
 * @param mode what applies to the rule here and now; never {@code OFF}
 * @param category what leaked; {@link #REGION} and {@link #NOT_INSPECTED} are reserved words
 * @param processor id of the processor, or {@code undeclared}
 * @param detector the shape word, {@code provenance}, {@code destination} or {@code inspection}
 * @param locations where, strongest first, at least one, at most {@value #MAX_LOCATIONS}
 * @param layers the layers opened on the way to the first location
 * @param length of the match at the first location, as {@link #unit} counts; 0 where nothing was
 *     matched
 * @param findings the strongest ones, at most {@value #MAX_FINDINGS}; none for reserved categories
 */
public record Violation(
    Rule rule,
    Mode mode,
    String category,
    String processor,
    String detector,
    List<Location> locations,
    String layers,
    int length,
    List<Finding> findings) {
  /** The category of a request that went to a place the rule does not name. */
  public static final String REGION = "region";

  /** The category of a request that could not be looked at in full. */
  public static final String NOT_INSPECTED = "not-inspected";

  /** More locations of one violation than this are not listed. */
  public static final int MAX_LOCATIONS = 8;

  /** More findings of one violation than this are not kept. */
  public static final int MAX_FINDINGS = 3;

  public Violation {
    Objects.requireNonNull(rule, "rule");
    if (mode == Mode.OFF) {
      throw new IllegalArgumentException("a rule that is off cannot be broken");
    }
    locations = List.copyOf(locations);
    findings = List.copyOf(findings);
    if (locations.isEmpty() || locations.size() > MAX_LOCATIONS) {
      throw new IllegalArgumentException(
          "a violation has 1 to " + MAX_LOCATIONS + " locations, not " + locations.size());
    }
  }

  /** The strongest finding; null for reserved categories. */
  public @Nullable Finding finding() {
    return findings.isEmpty() ? null : findings.get(0);
  }

  /** What {@link #length} counts. */
  public Unit unit() {
    return findings.isEmpty() ? Unit.CHARS : findings.get(0).unit();
  }

  /** True if it is of the same rule and category. */
  public boolean isSameAs(Violation other) {
    return rule.id().equals(other.rule.id()) && category.equals(other.category);
  }

  /** The first location. */
  public Location location() {
    return locations.get(0);
  }
}
