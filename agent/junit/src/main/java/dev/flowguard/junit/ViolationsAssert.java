package dev.flowguard.junit;

import java.util.List;
import java.util.function.Predicate;

/**
 * Says what violations are expected, one filter after the other. Immutable. An assertion that holds
 * makes them expected: they do not fail the test any more.
 */
public final class ViolationsAssert {
  private final TestScope scope;
  private final List<Violation> violations;
  private final String description;

  ViolationsAssert(TestScope scope, List<Violation> violations, String description) {
    this.scope = scope;
    this.violations = List.copyOf(violations);
    this.description = description;
  }

  /** Those to this processor, or {@code undeclared}. */
  public ViolationsAssert toProcessor(String processor) {
    return only(each -> each.processor().equals(processor), "to " + processor);
  }

  /** Those of this category. */
  public ViolationsAssert ofCategory(String category) {
    return only(each -> each.category().equals(category), "of " + category);
  }

  /** Those of this rule. */
  public ViolationsAssert ofRule(String rule) {
    return only(each -> each.rule().equals(rule), "of rule " + rule);
  }

  /** Those found at this place, as messages name it: {@code form metadata[note]}. */
  public ViolationsAssert at(String location) {
    return only(each -> each.location().equals(location), "at " + location);
  }

  /** Those of which nothing has left. */
  public ViolationsAssert blocked() {
    return only(Violation::wasBlocked, "blocked");
  }

  private ViolationsAssert only(Predicate<Violation> filter, String words) {
    return new ViolationsAssert(
        scope, violations.stream().filter(filter).toList(), description + ", " + words);
  }

  /** Asserts that there are none. */
  public void isEmpty() {
    hasSize(0);
  }

  /** Asserts that there is at least one. */
  public void isNotEmpty() {
    if (violations.isEmpty()) {
      throw new AssertionError("\nExpecting " + description + "\nbut there was none." + all());
    }
    scope.expect(violations);
  }

  /** Asserts that there are as many. */
  public void hasSize(int count) {
    if (violations.size() != count) {
      throw new AssertionError(
          "\nExpecting "
              + count
              + " "
              + description
              + "\nbut there were "
              + violations.size()
              + "."
              + all());
    }
    scope.expect(violations);
  }

  /** The violations themselves. */
  public List<Violation> list() {
    return violations;
  }

  private String all() {
    StringBuilder text = new StringBuilder("\nAll violations of this test:");
    List<Violation> all = scope.violations();
    for (Violation violation : all) {
      text.append("\n  ").append(violation);
    }
    return text.append(all.isEmpty() ? " none" : "").append('\n').toString();
  }
}
