package dev.flowguard.agent.startup;

import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.status.GuardState;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.status.StatusReport;
import dev.flowguard.agent.watch.Look;
import dev.flowguard.agent.watch.StateWatch;
import dev.flowguard.rules.policy.Mode;
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
  private final Recording recording;
  private final Problems problems;
  private final StateWatch states;
  private final Supplier<StatusReport> status;
  private final long startedMillis = System.currentTimeMillis();
  private boolean isMade;

  Announcement(
      Recording recording, Problems problems, StateWatch states, Supplier<StatusReport> status) {
    this.recording = recording;
    this.problems = problems;
    this.states = states;
    this.status = status;
  }

  /**
   * Records the start when the JVM ends within its first second. One that has loaded no client and
   * gives nobody a reason to look at it leaves nothing: a short tool makes no folder.
   */
  void atEnd() {
    StatusReport now = status.get();
    boolean isPlain =
        now.problems().isEmpty()
            && now.state() instanceof GuardState.Guarded guarded
            && guarded.mode() == Mode.BLOCK;
    if (!isPlain || now.isClientLoaded()) {
      look();
    }
  }

  @Override
  public synchronized void look() {
    if (isMade) {
      return;
    }
    isMade = true;
    recording.sendAlerts();
    Audit started = Audit.at(startedMillis, AuditKind.STARTED, Map.of());
    recording.recorder().started(started, status.get().json());
    recording.listenTo(problems);
    states.look();
  }
}
