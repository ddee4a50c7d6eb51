package dev.flowguard.agent.guard;

import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.event.Inert;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.source.Sources;
import dev.flowguard.agent.status.Console;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks once a second for another policy in the file that was named, and for the switch to observe.
 * What it finds is put in force as a whole, or refused as a whole: then the old policy stays, and
 * that is recorded and alerted.
 */
final class Watch {
  private static final long EVERY_MILLIS = 1_000;
  private static final int ERRORS_TOLD = 5;
  private static final Duration DROPPED_TOLD_EVERY = Duration.ofHours(1);

  private final @Nullable File file;
  private final @Nullable Mode given;
  private final @Nullable String environment;
  private final File journalFolder;
  private final byte[] evidenceKey;
  private final EnforcingGuard guard;
  private final ProtectedContent content;
  private final Sources sources;
  private final Recorder recorder;
  private final Runnable afterwards;

  private Stamp loaded;
  private Stamp seen;
  private long droppedTold;
  private Instant tellDroppedFrom = Instant.EPOCH;
  private @Nullable Instant observingUntil;
  private long violationsBefore;
  private @Nullable String refusedSwitch;

  /** How a file looked; two looks that are alike mean that nobody is writing it. */
  private record Stamp(long modified, long length) {
    static Stamp of(@Nullable File file) {
      return file == null ? new Stamp(0, 0) : new Stamp(file.lastModified(), file.length());
    }

    /** The record's own equals would spin classes at each start. */
    boolean isAs(Stamp other) {
      return modified == other.modified && length == other.length;
    }
  }

  /**
   * @param file the policy's, or null for the built-in one
   * @param given the operator's mode, or null
   * @param environment its name, or null
   * @param afterwards runs after each look
   */
  Watch(
      @Nullable File file,
      @Nullable Mode given,
      @Nullable String environment,
      byte[] evidenceKey,
      EnforcingGuard guard,
      ProtectedContent content,
      Sources sources,
      Recorder recorder,
      Runnable afterwards) {
    this.file = file;
    this.given = given;
    this.environment = environment;
    this.journalFolder = recorder.journal().directory();
    this.evidenceKey = evidenceKey.clone();
    this.guard = guard;
    this.content = content;
    this.sources = sources;
    this.recorder = recorder;
    this.afterwards = afterwards;
    this.loaded = Stamp.of(file);
    this.seen = loaded;
  }

  void start() {
    Thread thread = new Thread(this::run, "flowguard-watch");
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    thread.start();
  }

  private void run() {
    while (true) {
      try {
        look();
        afterwards.run();
      } catch (RuntimeException | Error e) {
        guard.failedOutside("the watch", e);
      }
      try {
        Thread.sleep(EVERY_MILLIS);
      } catch (InterruptedException e) {
        // Nobody has a reason to interrupt this thread.
      }
    }
  }

  /** Looks once. */
  void look() {
    Stamp now = Stamp.of(file);
    if (!now.isAs(loaded) && now.isAs(seen)) {
      loaded = now;
      reload();
    }
    seen = now;
    lookAtSwitch();
    lookAtRoom();
    sources.look();
  }

  private void reload() {
    PolicyReader.Read read = PolicyReader.read(file == null ? null : file.getPath());
    Policy policy = read.policy();
    Policy old = guard.inForce().policy();
    if (policy == null) {
      for (String error : read.errors()) {
        Console.print("flowguard: error: " + error);
      }
      Console.print("flowguard: the policy in force stays, revision " + old.revision());
      List<String> told = read.errors().subList(0, Math.min(ERRORS_TOLD, read.errors().size()));
      recorder.audit(
          Audit.now(AuditKind.POLICY_REFUSED, details(old, "errors", String.join("; ", told))));
      return;
    }
    if (policy.hash().equals(old.hash())) {
      return;
    }
    enforce(policy);
    read.warnings().forEach(warning -> Console.print("flowguard: " + warning));
    Console.print(
        "flowguard: policy "
            + Inert.text(policy.name(), 100)
            + " revision "
            + policy.revision()
            + " is in force, mode "
            + guard.inForce().mode());
    recorder.audit(Audit.now(AuditKind.POLICY_REPLACED, details(policy, "before", old.hash())));
  }

  private void enforce(Policy policy) {
    PublicText.publish(policy.publicFiles(), new File("").getAbsoluteFile(), content);
    guard.enforce(InForce.of(policy, modeOf(policy), content, evidenceKey));
    sources.use(policy);
  }

  private @Nullable Mode modeOf(Policy policy) {
    Mode mode = PolicyReader.mode(policy, given, environment);
    Mode effective = mode == null ? policy.mode() : mode;
    return observingUntil != null && effective == Mode.BLOCK ? Mode.OBSERVE : mode;
  }

  /** Content that was dropped for lack of room is a blind spot: it is told, once an hour. */
  private void lookAtRoom() {
    ProtectedContent.Stats stats = content.stats();
    Instant now = Instant.now();
    if (stats.thinnings() + stats.evictions() == droppedTold || now.isBefore(tellDroppedFrom)) {
      return;
    }
    droppedTold = stats.thinnings() + stats.evictions();
    tellDroppedFrom = now.plus(DROPPED_TOLD_EVERY);
    Map<String, String> details = new LinkedHashMap<>();
    details.put("thinned", Long.toString(stats.thinnings()));
    details.put("dropped", Long.toString(stats.evictions()));
    details.put("bytes", Long.toString(stats.bytes()));
    details.put("hint", "capture less, or give the JVM a larger heap");
    recorder.audit(Audit.now(AuditKind.CONTENT_DROPPED, details));
  }

  private void lookAtSwitch() {
    ObserveSwitch.Wish wish = ObserveSwitch.read(journalFolder);
    Instant now = Instant.now();
    if (observingUntil != null) {
      if (wish == null || !now.isBefore(observingUntil)) {
        end(wish == null ? "the switch was taken away" : "its time is over");
      }
      return;
    }
    if (wish == null) {
      refusedSwitch = null;
      return;
    }
    String problem = wish.problem();
    if (problem == null && !now.isBefore(wish.until())) {
      ObserveSwitch.remove(journalFolder); // of a run before this one
      return;
    }
    if (problem == null && wish.until().isAfter(now.plus(ObserveSwitch.LONGEST))) {
      problem = "the switch to observe lasts longer than " + ObserveSwitch.LONGEST.toMinutes();
      problem += " minutes; set a nearer 'until'";
    }
    if (problem != null) {
      if (!problem.equals(refusedSwitch)) {
        refusedSwitch = problem;
        Console.print("flowguard: not switched to observe: " + problem);
        recorder.audit(Audit.now(AuditKind.OBSERVE_REFUSED, Map.of("why", problem)));
      }
      return;
    }
    begin(wish);
  }

  private void begin(ObserveSwitch.Wish wish) {
    observingUntil = wish.until();
    violationsBefore = recorder.violations();
    enforce(guard.inForce().policy());
    Map<String, String> details = new LinkedHashMap<>();
    details.put("until", wish.until().toString());
    details.put("reason", wish.reason());
    details.put("by", wish.by());
    Audit audit = Audit.now(AuditKind.OBSERVE_BEGUN, details);
    recorder.audit(audit);
    Console.print("flowguard: SWITCHED TO OBSERVE. " + audit.sentence());
  }

  private void end(String why) {
    observingUntil = null;
    ObserveSwitch.remove(journalFolder);
    enforce(guard.inForce().policy());
    Map<String, String> details = new LinkedHashMap<>();
    details.put("why", why);
    details.put("mode", guard.inForce().mode().toString());
    details.put("violations meanwhile", Long.toString(recorder.violations() - violationsBefore));
    Audit audit = Audit.now(AuditKind.OBSERVE_ENDED, details);
    recorder.audit(audit);
    Console.print("flowguard: no longer switched to observe. " + audit.sentence());
  }

  private static Map<String, String> details(Policy policy, String name, String value) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("policy", policy.name());
    details.put("revision", Integer.toString(policy.revision()));
    details.put("sha256", policy.hash());
    details.put(name, value);
    return details;
  }
}
