package dev.flowguard.agent.outlet;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.status.OutletState;
import dev.flowguard.agent.status.Problems;
import java.util.ArrayList;
import java.util.List;

/** All outlets of this guard. An outlet that throws all the same keeps nothing from the others. */
public final class Outlets {
  private final List<Outlet> all;
  private final Problems problems;

  public Outlets(List<Outlet> all, Problems problems) {
    this.all = List.copyOf(all);
    this.problems = problems;
  }

  /** Hands a batch to each outlet. Called by one thread. */
  public void accept(List<Alert> batch) {
    for (Outlet outlet : all) {
      try {
        for (Alert alert : batch) {
          outlet.accept(alert);
        }
        outlet.settle();
      } catch (Throwable e) {
        // Also when memory is short: the next batch is handed over all the same.
        problems.report(
            "outlet.fault",
            "Alerts were lost to an internal error ("
                + e.getClass().getName()
                + "); the journal has their records. Please report this.");
      }
    }
  }

  /** How they are doing. */
  public List<OutletState> states() {
    List<OutletState> states = new ArrayList<>();
    for (Outlet outlet : all) {
      states.add(outlet.state());
    }
    return states;
  }

  /** Gives what waits a moment to go out before the JVM ends. */
  public void end() {
    for (Outlet outlet : all) {
      outlet.end();
    }
  }
}
