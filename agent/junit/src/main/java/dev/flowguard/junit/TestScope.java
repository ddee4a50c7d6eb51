package dev.flowguard.junit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What happened in one test, or in one class outside of its tests. Thread-safe. */
final class TestScope {
  private final String name;
  private final boolean isTest;
  private final @Nullable TestScope outer;
  private final List<Violation> violations = new ArrayList<>();
  private final Set<String> expected = new HashSet<>();
  private final List<String> sentTo = new ArrayList<>();
  private boolean isEnded;

  /**
   * @param outer the class that this test or class is in; null for one at the top
   */
  TestScope(String name, boolean isTest, @Nullable TestScope outer) {
    this.name = name;
    this.isTest = isTest;
    this.outer = outer;
  }

  /** True for the scope itself and those around it. */
  boolean isWithin(TestScope other) {
    for (TestScope at = this; at != null; at = at.outer) {
      if (at == other) {
        return true;
      }
    }
    return false;
  }

  String name() {
    return name;
  }

  boolean isTest() {
    return isTest;
  }

  /** Takes a violation; false if the test is over. */
  synchronized boolean add(Violation violation) {
    if (!isEnded) {
      violations.add(violation);
    }
    return !isEnded;
  }

  /** Takes a request that has left. */
  synchronized void sent(String processor) {
    sentTo.add(processor);
  }

  synchronized List<Violation> violations() {
    return List.copyOf(violations);
  }

  synchronized int sentTo(String processor) {
    AtomicInteger count = new AtomicInteger();
    sentTo.forEach(each -> count.addAndGet(each.equals(processor) ? 1 : 0));
    return count.get();
  }

  /** The test has said that it knows of these. */
  synchronized void expect(List<Violation> known) {
    known.forEach(violation -> expected.add(violation.event()));
  }

  synchronized boolean isEnded() {
    return isEnded;
  }

  /** Ends the test and returns what it caused and did not expect. */
  synchronized List<Violation> end() {
    isEnded = true;
    return unexpected();
  }

  synchronized List<Violation> unexpected() {
    return violations.stream().filter(each -> !expected.contains(each.event())).toList();
  }

  @Override
  public String toString() {
    return name;
  }

  /** The message of a test that fails for what it caused; null if there is nothing. */
  static @Nullable String message(String who, List<Violation> unexpected) {
    if (unexpected.isEmpty()) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    text.append("\nExpecting no content to reach a processor, but ")
        .append(who)
        .append(" caused ")
        .append(unexpected.size() == 1 ? "a violation" : unexpected.size() + " violations")
        .append(":\n");
    for (Violation violation : unexpected) {
      text.append("\n  ").append(violation).append('\n');
    }
    Violation first = unexpected.get(0);
    return text.append("\nSend an id or a count instead. Where a test means to do this, say so:\n")
        .append("  @ExpectBlocked(processor = \"")
        .append(first.processor())
        .append("\", category = \"")
        .append(first.category())
        .append("\")\n")
        .toString();
  }
}
