package dev.flowguard.agent.startup;

import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.status.StatusReport;
import dev.flowguard.agent.thread.Look;
import dev.flowguard.agent.watch.StateWatch;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Records how the guard has started, once, and has each later change recorded.
 *
 * <p>Not before {@code main}: the first record opens the journal, which needs {@code
 * java.nio.file}. The watch does it after the first second, or the end of the JVM if that comes
 * first. The record has the time of the start in either case.
 */
final class Announcement implements Look {
  private static final int STEPS = 4;

  private final Recording recording;
  private final Problems problems;
  private final StateWatch states;
  private final Supplier<StatusReport> status;
  private final long startedMillis = System.currentTimeMillis();

  /** Steps that are done. After an error, as of memory, the next look begins with the one after. */
  private int done;

  Announcement(
      Recording recording, Problems problems, StateWatch states, Supplier<StatusReport> status) {
    this.recording = recording;
    this.problems = problems;
    this.states = states;
    this.status = status;
  }

  @Override
  public synchronized void look() {
    for (; done < STEPS; done++) {
      take(done);
    }
  }

  private void take(int step) {
    switch (step) {
      case 0 -> recording.sendAlerts();
      case 1 -> {
        Audit started = Audit.at(startedMillis, AuditKind.STARTED, Map.of());
        recording.recorder().started(started, status.get().json());
      }
      case 2 -> recording.listenTo(problems);
      default -> states.look();
    }
  }
}
