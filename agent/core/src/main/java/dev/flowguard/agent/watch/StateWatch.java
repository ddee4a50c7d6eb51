package dev.flowguard.agent.watch;

import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.status.GuardState;
import dev.flowguard.agent.thread.Look;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records and alerts each change of the guard's state, at start and while the JVM runs. A switch to
 * observe has records of its own, and so has each problem.
 */
public final class StateWatch implements Look {
  private final Supplier<GuardState> state;
  private final Recorder recorder;
  private String last = "";

  /**
   * @param state as it would be without a switch to observe
   */
  public StateWatch(Supplier<GuardState> state, Recorder recorder) {
    this.state = state;
    this.recorder = recorder;
  }

  @Override
  public void look() {
    GuardState now = state.get();
    String mode = now instanceof GuardState.Guarded guarded ? guarded.mode().toString() : "";
    String described = now.word() + " " + mode + " " + String.join("; ", now.reasons());
    if (described.equals(last)) {
      return;
    }
    Audit audit = audit(now, mode, last);
    if (audit != null) {
      recorder.audit(audit);
    }
    last = described; // only now: without the memory for a record, the next look makes it
  }

  private static @Nullable Audit audit(GuardState now, String mode, String before) {
    Map<String, String> details = new LinkedHashMap<>();
    if (!(now instanceof GuardState.Guarded)) {
      details.put("why", String.join("; ", now.reasons()));
    }
    if (now instanceof GuardState.Off) {
      return Audit.now(AuditKind.SWITCHED_OFF, details);
    }
    if (now instanceof GuardState.Unguarded) {
      return Audit.now(AuditKind.UNGUARDED, details);
    }
    if (mode.equals("observe")) {
      return Audit.now(AuditKind.OBSERVING, details);
    }
    if (before.isEmpty()) {
      return null; // blocking from the start: the record of the start says so
    }
    return Audit.now(AuditKind.BLOCKING_AGAIN, details);
  }
}
