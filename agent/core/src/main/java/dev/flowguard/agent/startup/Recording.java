package dev.flowguard.agent.startup;

import dev.flowguard.agent.alert.AlertSettings;
import dev.flowguard.agent.alert.Alerts;
import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.journal.Journal;
import dev.flowguard.agent.journal.LogLine;
import dev.flowguard.agent.journal.NoCompanion;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.status.Console;
import dev.flowguard.agent.status.Problems;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Journal, alerts and log line, wired together: there in every state of the guard. */
final class Recording {
  /** How long the end of the JVM waits for standard error. */
  private static final long SHUTDOWN_MILLIS = 500;

  private final Recorder recorder;
  private final @Nullable Alerts alerts;

  /**
   * @param isProcessor whether a host belongs to a declared processor of the policy in force
   */
  Recording(
      File journalFolder,
      @Nullable AlertSettings settings,
      Predicate<String> isProcessor,
      Problems problems) {
    LogLine log = new LogLine(ClassLoader.getSystemClassLoader());
    if (settings == null) {
      alerts = null;
      recorder = new Recorder(new Journal(journalFolder, NoCompanion.INSTANCE, problems), log);
    } else {
      Alerts made = new Alerts(settings, journalFolder, isProcessor, this::audit);
      alerts = made;
      recorder = new Recorder(new Journal(journalFolder, made, problems), log);
    }
  }

  private void audit(Audit audit) {
    recorder.audit(audit);
  }

  Recorder recorder() {
    return recorder;
  }

  /** For people: where violations are reported. */
  List<String> outlets() {
    return alerts == null ? List.of("log") : List.of("log", "webhook " + alerts.state());
  }

  /** Starts to send alerts, and gives what waits a moment before the JVM ends. */
  void start() {
    if (alerts != null) {
      alerts.start();
    }
    Thread end = new Thread(null, this::end, "flowguard-end", 0, false);
    end.setContextClassLoader(null);
    try {
      Runtime.getRuntime().addShutdownHook(end);
    } catch (IllegalStateException e) {
      // The JVM is ending already: records go out as long as it lives.
    }
  }

  /** Gives records and alerts that nobody waits for a moment, at most four seconds. */
  void end() {
    recorder.journal().end();
    if (alerts != null) {
      alerts.end();
    }
    Console.end(SHUTDOWN_MILLIS);
  }

  /** Has each change of a problem recorded and alerted. */
  void listenTo(Problems problems) {
    problems.listen(
        new Problems.Listener() {
          @Override
          public void appeared(String key, String text) {
            recorder.audit(Audit.now(AuditKind.PROBLEM, details(key, text)));
          }

          @Override
          public void solved(String key, String text) {
            recorder.audit(Audit.now(AuditKind.PROBLEM_SOLVED, details(key, text)));
          }
        });
  }

  private static Map<String, String> details(String key, String text) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("key", key);
    details.put("problem", text);
    return details;
  }
}
