package dev.flowguard.agent.watch;

import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.guard.InForce;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.status.Console;
import dev.flowguard.agent.thread.Look;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the switch to observe, puts it in force, and records its begin and end. Its end does
 * not need this: each decision looks at the time itself.
 */
public final class ObserveWatch implements Look {
  private final File journalFolder;
  private final Enforcement enforcement;
  private final Recorder recorder;
  private long violationsBefore;
  private @Nullable String refused;

  public ObserveWatch(Enforcement enforcement, Recorder recorder) {
    this.journalFolder = recorder.journal().directory();
    this.enforcement = enforcement;
    this.recorder = recorder;
  }

  @Override
  public void look() {
    ObserveSwitch.Wish wish = ObserveSwitch.read(journalFolder);
    InForce.Switched switched = enforcement.inForce().switched();
    if (switched != null) {
      if (wish == null || !switched.lasts()) {
        end(wish == null ? "the switch was taken away" : "its time is over");
      }
      return;
    }
    if (wish == null) {
      refused = null;
      return;
    }
    Duration left = Duration.between(Instant.now(), wish.until());
    String problem = wish.problem();
    if (problem == null && (left.isNegative() || left.isZero())) {
      ObserveSwitch.remove(journalFolder); // of a run before this one
      return;
    }
    if (problem == null && left.compareTo(ObserveSwitch.LONGEST) > 0) {
      problem = "the switch to observe lasts longer than " + ObserveSwitch.LONGEST.toMinutes();
      problem += " minutes; set a nearer 'until'";
    }
    if (problem == null) {
      begin(wish, left);
    } else if (!problem.equals(refused)) {
      recorder.audit(Audit.now(AuditKind.OBSERVE_REFUSED, Map.of("why", problem)));
      Console.print("flowguard: not switched to observe: " + problem);
      refused = problem; // only now: without the memory for a record, the next look makes it
    }
  }

  private void begin(ObserveSwitch.Wish wish, Duration left) {
    violationsBefore = recorder.violations();
    enforcement.observe(left, wish.until(), wish.by(), wish.reason());
    Map<String, String> details = new LinkedHashMap<>();
    details.put("until", wish.until().toString());
    details.put("reason", wish.reason());
    details.put("by", wish.by());
    Audit audit = Audit.now(AuditKind.OBSERVE_BEGUN, details);
    recorder.audit(audit);
    Console.print("flowguard: SWITCHED TO OBSERVE. " + audit.sentence());
  }

  private void end(String why) {
    ObserveSwitch.remove(journalFolder);
    enforcement.endObserving();
    Map<String, String> details = new LinkedHashMap<>();
    details.put("why", why);
    details.put("mode", enforcement.inForce().mode().toString());
    details.put("violations meanwhile", Long.toString(recorder.violations() - violationsBefore));
    Audit audit = Audit.now(AuditKind.OBSERVE_ENDED, details);
    recorder.audit(audit);
    Console.print("flowguard: no longer switched to observe. " + audit.sentence());
  }
}
