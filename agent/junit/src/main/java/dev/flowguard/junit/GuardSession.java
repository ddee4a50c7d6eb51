package dev.flowguard.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The guard as this run of tests sees it: the one place that hears of violations and knows whose
 * they are. Thread-safe.
 *
 * <p>A violation belongs to the test that marked the thread on which its request was started. Where
 * that mark is missing, was inherited from the thread that started this one, or is of a test that
 * is over (a pool that an earlier test has made), it belongs to the one test that is running; where
 * several are, to nobody: threads of pools and event loops serve all of them.
 */
final class GuardSession {
  private static final GuardSession ONE = new GuardSession();

  private final Set<TestScope> running = ConcurrentHashMap.newKeySet();
  private final List<Violation> nobodys = new ArrayList<>();
  private final ThreadLocal<@Nullable TestScope> here = new InheritableThreadLocal<>();
  private @Nullable GuardLink link;
  private @Nullable String problem = "flowguard: the launcher session was not opened";

  private GuardSession() {}

  static GuardSession current() {
    return ONE;
  }

  /**
   * Begins to listen and proves that the guard works; what is wrong is kept for {@link #require}.
   */
  synchronized void open() {
    try {
      GuardLink found = Attachment.ensure();
      link = found;
      found.listen(this::heard);
      problem = SelfProof.problem(found);
    } catch (RuntimeException | LinkageError e) {
      problem = "flowguard: " + e.getMessage();
    }
  }

  /** Prints which clauses of the policy the tests have not proved, as no source of theirs fired. */
  synchronized void close() {
    Map<String, String> status = link == null ? null : link.status();
    String unproven = status == null ? "" : status.getOrDefault("unproven", "");
    if (problem == null && !unproven.isEmpty()) {
      System.err.println("flowguard: not proven by these tests: " + unproven);
    }
  }

  /**
   * The link to a guard that watches.
   *
   * @throws IllegalStateException if it does not, with the remedy
   */
  synchronized GuardLink require() {
    if (problem != null || link == null) {
      throw new IllegalStateException(problem);
    }
    return link;
  }

  private void heard(Map<String, String> event, @Nullable Object mark) {
    if (SelfProof.isRunning()) {
      SelfProof.heard(event);
      return;
    }
    TestScope owner = owner(mark, "inherited".equals(event.get("mark")));
    if ("violation".equals(event.get("kind"))) {
      Violation violation = Violation.of(event);
      if (owner == null || !owner.add(violation)) {
        synchronized (nobodys) {
          nobodys.add(violation);
        }
      }
    } else if (owner != null && "sent".equals(event.get("outcome"))) {
      owner.sent(event.getOrDefault("processor", ""));
    }
  }

  private @Nullable TestScope owner(@Nullable Object mark, boolean isInherited) {
    TestScope marked = mark instanceof TestScope scope && !scope.isEnded() ? scope : null;
    if (marked != null && !isInherited) {
      return marked;
    }
    TestScope innermost = innermost();
    if (innermost == null) {
      return null;
    }
    if (marked != null && innermost.isWithin(marked)) {
      return marked;
    }
    return innermost.isTest() ? innermost : null;
  }

  /** The one test or class that is running, within all others that are; null if two run at once. */
  private @Nullable TestScope innermost() {
    List<TestScope> now = List.copyOf(running);
    for (TestScope candidate : now) {
      if (now.stream().allMatch(candidate::isWithin)) {
        return candidate;
      }
    }
    return null;
  }

  /** For the message of a test that waits for a violation which may be among those of nobody. */
  String unattributed() {
    synchronized (nobodys) {
      return nobodys.isEmpty()
          ? ""
          : "\n"
              + nobodys.size()
              + " others belong to no one test: several ran at once, and the client sends on"
              + " threads that serve all. Run this test by itself: @Execution(SAME_THREAD) and"
              + " @Isolated";
    }
  }

  /** Marks this thread as this test's. */
  void enter(TestScope scope) {
    running.add(scope);
    here.set(scope);
    require().mark(scope);
  }

  /** Ends a test; the thread is its class's again. */
  List<Violation> leave(TestScope scope, @Nullable TestScope outer) {
    List<Violation> unexpected = scope.end();
    running.remove(scope);
    here.set(outer);
    require().mark(outer);
    return unexpected;
  }

  /**
   * The test of the running thread.
   *
   * @throws IllegalStateException if there is none
   */
  TestScope scopeHere() {
    require();
    TestScope scope = here.get();
    if (scope == null) {
      throw new IllegalStateException(
          "flowguard: this thread belongs to no test; ask on the thread of the test");
    }
    return scope;
  }

  /** Takes what nobody's tests have caused so far. */
  List<Violation> takeNobodys() {
    synchronized (nobodys) {
      List<Violation> all = List.copyOf(nobodys);
      nobodys.clear();
      return all;
    }
  }
}
