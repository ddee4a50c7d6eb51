package dev.flowguard.agent.startup;

import dev.flowguard.agent.alert.AlertSettings;
import dev.flowguard.agent.alert.WebhookOutlet;
import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.journal.Journal;
import dev.flowguard.agent.log.LogOutlet;
import dev.flowguard.agent.outlet.Outlet;
import dev.flowguard.agent.outlet.Outlets;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.status.Console;
import dev.flowguard.agent.status.OutletState;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.thread.GuardThread;
import dev.flowguard.agent.thread.Look;
import java.io.File;
import java.util.ArrayList;
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
  private final Outlets outlets;
  private final @Nullable WebhookOutlet webhook;

  /**
   * @param isProcessor whether a host belongs to a declared processor of the policy in force
   */
  Recording(
      File journalFolder,
      @Nullable AlertSettings settings,
      Predicate<String> isProcessor,
      Problems problems) {
    List<Outlet> all = new ArrayList<>();
    all.add(LogOutlet.start(problems));
    webhook =
        settings == null
            ? null
            : new WebhookOutlet(settings, journalFolder, isProcessor, this::audit, problems);
    if (webhook != null) {
      all.add(webhook);
    }
    outlets = new Outlets(all, problems);
    recorder = new Recorder(new Journal(journalFolder, outlets, problems));
  }

  private void audit(Audit audit) {
    recorder.audit(audit);
  }

  Recorder recorder() {
    return recorder;
  }

  /** Where violations are reported, and how that goes. */
  List<OutletState> outlets() {
    return outlets.states();
  }

  /** Starts to send webhook. */
  void sendAlerts() {
    if (webhook != null) {
      webhook.start();
    }
  }

  /**
   * Gives what waits a moment before the JVM ends.
   *
   * @param first records what is left to record then
   * @param last prints what is left to print, when all is recorded
   */
  void endWith(Look first, Runnable last) {
    Thread end =
        new GuardThread("flowguard-end") {
          @Override
          public void run() {
            try {
              first.look();
            } catch (Exception | Error e) {
              // What is recorded already goes out all the same.
            }
            end(last);
          }
        };
    try {
      Runtime.getRuntime().addShutdownHook(end);
    } catch (IllegalStateException e) {
      // The JVM is ending already: records go out as long as it lives.
    }
  }

  /**
   * Gives records and alerts that nobody waits for a moment, at most seven seconds.
   *
   * @param last prints what is left to print
   */
  void end(Runnable last) {
    recorder.journal().end();
    outlets.end();
    last.run();
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
