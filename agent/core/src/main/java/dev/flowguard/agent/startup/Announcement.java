package dev.flowguard.agent.startup;

import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.thread.Look;
import dev.flowguard.agent.watch.StateWatch;
import java.util.Map;

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
  private final StatusSource status;
  private final long startedMillis = System.currentTimeMillis();
  private boolean isMade;

  Announcement(Recording recording, Problems problems, StateWatch states, StatusSource status) {
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
    if (!status.isUneventful()) {
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
