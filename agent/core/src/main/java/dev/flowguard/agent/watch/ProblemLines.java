package dev.flowguard.agent.watch;

import dev.flowguard.agent.event.Inert;
import dev.flowguard.agent.status.Console;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.thread.Look;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Prints each problem on stderr once, until it is solved. Whoever reports one does not print it: it
 * may be a request. The watch does, the supervisor while the watch is stuck, and the end of the
 * JVM. Thread-safe.
 */
public final class ProblemLines implements Look {
  private static final int LONGEST = 1_000;

  private final Problems problems;
  private final Set<String> printed = new HashSet<>();

  public ProblemLines(Problems problems) {
    this.problems = problems;
  }

  @Override
  public synchronized void look() {
    List<String> now = problems.current();
    printed.retainAll(now);
    for (String problem : now) {
      if (!printed.contains(problem)) {
        Console.print("flowguard: problem: " + Inert.text(problem, LONGEST));
        printed.add(problem); // only now: without the memory for a line, the next look prints it
      }
    }
  }
}
