package dev.flowguard.agent.startup;

import dev.flowguard.agent.guard.EnforcingGuard;
import dev.flowguard.agent.guard.InForce;
import dev.flowguard.agent.settings.Setting;
import dev.flowguard.agent.settings.Settings;
import dev.flowguard.agent.source.Sources;
import dev.flowguard.agent.status.GuardState;
import dev.flowguard.agent.status.OwnValueStatus;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.agent.status.StatusReport;
import dev.flowguard.agent.tap.OpenTaps;
import dev.flowguard.agent.watch.FilesWatch;
import dev.flowguard.agent.watch.RoomWatch;
import dev.flowguard.agent.watch.WatchThread;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookTransformer;
import dev.flowguard.rules.judge.Reach;
import dev.flowguard.rules.policy.Category;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.provenance.OwnValue;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.provenance.Remembered;
import dev.flowguard.rules.vocabulary.Feature;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what the guard reports about itself, at any time and on any thread. It takes no
 * lock that a watch may hold.
 */
final class StatusSource implements Supplier<StatusReport> {
  private static final List<String> NOT_REACHED =
      List.of(
          "requests that were under way",
          "content that was handled before, unless a file of the policy has it");

  /** Answers that wait, none of which was taken for longer, are a problem. */
  private static final long STUCK_MILLIS = 10_000;

  /** Values of the application itself that are listed; all are counted. */
  private static final int OWN_VALUES = 50;

  private final Settings settings;
  private final boolean isRunning;
  private final Problems problems;
  private final Recording recording;
  private volatile List<String> unguarded = List.of();
  private volatile String evidenceKey = "";
  private volatile @Nullable EnforcingGuard guard;
  private volatile @Nullable FilesWatch files;
  private volatile @Nullable Sources sources;
  private volatile @Nullable OpenTaps taps;
  private volatile @Nullable ProtectedContent content;
  private volatile @Nullable HookTransformer hooks;
  private volatile @Nullable WatchThread watch;
  private volatile @Nullable RoomWatch room;

  StatusSource(Settings settings, boolean isRunning, Problems problems, Recording recording) {
    this.settings = settings;
    this.isRunning = isRunning;
    this.problems = problems;
    this.recording = recording;
  }

  /** Why nothing can be in force, as long as no policy is. */
  void unguarded(List<String> reasons) {
    unguarded = List.copyOf(reasons);
  }

  void guard(
      EnforcingGuard enforcing,
      ProtectedContent known,
      Sources code,
      OpenTaps opened,
      FilesWatch watched,
      EvidenceKey key) {
    evidenceKey = key.origin();
    content = known;
    sources = code;
    taps = opened;
    guard = enforcing;
    files = watched;
  }

  void hooks(HookTransformer transformer) {
    hooks = transformer;
  }

  /** Asks this how much is known of each source; it takes no lock. */
  void memory(RoomWatch watched) {
    room = watched;
  }

  private List<Remembered> remembered() {
    RoomWatch watched = room;
    return watched == null ? List.of() : watched.remembered();
  }

  void watch(WatchThread thread) {
    watch = thread;
  }

  /** The state without a switch to observe, and without its problems. */
  GuardState lastingState() {
    EnforcingGuard enforcing = guard;
    return state(enforcing == null ? null : enforcing.inForce(), List.of());
  }

  /** True if no client was loaded, all is guarded, and nobody has a reason to look. */
  boolean isUneventful() {
    EnforcingGuard enforcing = guard;
    HookTransformer transformer = hooks;
    return enforcing != null
        && state(enforcing.inForce().now(), List.of()) instanceof GuardState.Guarded guarded
        && guarded.mode() == Mode.BLOCK
        && problems(enforcing, enforcing.uncovered()).isEmpty()
        && (transformer == null || transformer.fitted().isEmpty());
  }

  private GuardState state(@Nullable InForce now, List<String> found) {
    if (!settings.isTrue(Setting.ENABLED)) {
      return new GuardState.Off("enabled=false, from " + origin(Setting.ENABLED));
    }
    if (now == null || now.policy().hash().isEmpty()) {
      return new GuardState.Unguarded(
          unguarded.isEmpty() ? List.of("the guard has not started") : unguarded);
    }
    Reach reach = now.reach();
    if (!reach.isNone()) {
      return new GuardState.Guarded(reach.strictest(), found);
    }
    if (now.mode() == Mode.OFF) {
      String from = settings.get(Setting.MODE) == null ? "the policy" : origin(Setting.MODE);
      return new GuardState.Off("mode off, from " + from);
    }
    return new GuardState.Unguarded(
        List.of("no rule of the policy " + now.policy().name() + " reaches any recipient"));
  }

  private String origin(Setting setting) {
    return settings.origins().getOrDefault(setting.key(), "default");
  }

  /** How things are now. */
  @Override
  public StatusReport get() {
    EnforcingGuard enforcing = guard;
    InForce base = enforcing == null ? null : enforcing.inForce();
    InForce now = base == null ? null : base.now();
    Policy policy = now == null || now.policy().hash().isEmpty() ? null : now.policy();
    Map<String, String> uncovered = enforcing == null ? Map.of() : enforcing.uncovered();
    List<String> found = problems(enforcing, uncovered);
    String named = settings.get(Setting.POLICY);
    WatchThread thread = watch;
    List<SourceStatus> all = sources();
    return new StatusReport(
        state(now, found),
        found,
        isRunning ? "while running" : "at start",
        isRunning ? NOT_REACHED : List.of(),
        policy == null ? null : policy.name(),
        policy == null ? 0 : policy.revision(),
        policy == null ? null : policy.hash(),
        named == null ? StatusReport.BUILT_IN : named,
        policy == null ? List.of() : recipients(now),
        now == null ? "off" : now.mode().toString(),
        policy == null ? Map.of() : observing(base, now),
        policy == null ? List.of() : notActive(policy),
        policy == null ? List.of() : unproven(policy, all),
        all,
        ownValues(enforcing),
        remembered(),
        gates(),
        uncovered,
        recording.outlets(),
        recording.recorder().journal().folder().getAbsolutePath(),
        evidenceKey,
        settings.origins(),
        thread == null ? "" : thread.lookedAt().toString(),
        counts(enforcing));
  }

  private List<String> problems(@Nullable EnforcingGuard enforcing, Map<String, String> uncovered) {
    List<String> all = new ArrayList<>(problems.current());
    for (Map.Entry<String, String> each : uncovered.entrySet()) {
      all.add(
          "the client "
              + each.getKey()
              + " is NOT COVERED: "
              + each.getValue()
              + ". Use a version that docs/coverage.md lists");
    }
    if (enforcing != null && enforcing.stuckMillis() > STUCK_MILLIS) {
      all.add(waiting(enforcing));
    }
    long lost = recording.recorder().journal().lostSinceWritten();
    if (lost > 0) {
      all.add(
          lost + " records were lost: make the folder of the journal writable, or set journal.dir");
    }
    return all;
  }

  private static String waiting(EnforcingGuard enforcing) {
    return enforcing.waitingAnswers()
        + " answers to asynchronous calls wait for a thread, and none was taken for "
        + enforcing.stuckMillis() / 1_000
        + " s: callbacks of the application keep all threads flowguard-answer. Look at a thread"
        + " dump, and have callbacks hand on what blocks";
  }

  private static List<String> recipients(@Nullable InForce now) {
    if (now == null) {
      return List.of();
    }
    Reach reach = now.reach();
    List<String> recipients = new ArrayList<>(reach.processors());
    if (reach.undeclared()) {
      recipients.add("undeclared recipients");
    }
    return recipients;
  }

  /** Who lets pass what would be blocked, until when and why. */
  private Map<String, String> observing(@Nullable InForce base, @Nullable InForce now) {
    Map<String, String> observing = new LinkedHashMap<>();
    if (base == null || now == null || now.reach().strictest() != Mode.OBSERVE) {
      return observing;
    }
    InForce.Switched switched = base.switched();
    if (switched != null && switched.lasts()) {
      observing.put("by", switched.by());
      observing.put("reason", switched.reason());
      observing.put("until", switched.until().toString());
      return observing;
    }
    if (settings.get(Setting.MODE) != null) {
      observing.put("by", "the setting mode (" + origin(Setting.MODE) + ")");
      observing.put("reason", "set mode=block, or remove the setting, to block");
    } else if (settings.isModeDoubtful()) {
      observing.put("by", "a setting that cannot be understood");
      observing.put("reason", "correct the setting, to block");
    } else {
      observing.put("by", "the policy");
      observing.put("reason", "set mode: block in the policy, to block");
    }
    observing.put("until", "that is changed");
    return observing;
  }

  private static List<String> notActive(Policy policy) {
    List<String> notActive = new ArrayList<>();
    for (Feature feature : policy.notActive()) {
      notActive.add(feature.toString());
    }
    return notActive;
  }

  /** Clauses and rules that nothing shows to be kept yet, each with the source in question. */
  private static List<String> unproven(Policy policy, List<SourceStatus> sources) {
    List<String> unproven = new ArrayList<>();
    for (SourceStatus source : sources) {
      List<String> promises = policy.promisesOf(source.category());
      if (!promises.isEmpty() && !source.hasFired() && !isOptional(policy, source)) {
        unproven.add(
            String.join(", ", promises)
                + ": "
                + source.source()
                + " of "
                + source.category()
                + " has captured nothing yet");
      }
    }
    return unproven;
  }

  private static boolean isOptional(Policy policy, SourceStatus status) {
    Category category = policy.categories().get(status.category());
    if (category != null) {
      for (Source source : category.sources()) {
        if (source.declared().equals(status.source()) && source.isOptional()) {
          return true;
        }
      }
    }
    return false;
  }

  List<SourceStatus> sources() {
    Sources code = sources;
    OpenTaps opened = taps;
    FilesWatch watched = files;
    List<SourceStatus> all = new ArrayList<>();
    if (code != null && opened != null && watched != null) {
      all.addAll(code.statuses());
      all.addAll(opened.statuses());
      all.addAll(watched.statuses());
    }
    return all;
  }

  private List<OwnValueStatus> ownValues(@Nullable EnforcingGuard enforcing) {
    ProtectedContent known = content;
    List<OwnValue> own = known == null ? List.of() : known.ownValues();
    return enforcing == null || own.isEmpty()
        ? List.of()
        : own.stream()
            .sorted(Comparator.comparingLong(OwnValue::requests).reversed())
            .limit(OWN_VALUES)
            .map(enforcing::shown)
            .toList();
  }

  private Map<String, String> gates() {
    HookTransformer transformer = hooks;
    Map<String, String> gates = new LinkedHashMap<>();
    if (transformer != null) {
      for (Client client : transformer.clients()) {
        if (client.isJudged()) {
          gates.put(client.name(), StatusReport.WAITING);
        }
      }
      for (Map.Entry<String, Boolean> client : transformer.gates().entrySet()) {
        gates.put(client.getKey(), client.getValue() ? "fitted" : "uncovered");
      }
    }
    return gates;
  }

  private Map<String, String> counts(@Nullable EnforcingGuard enforcing) {
    FilesWatch watched = files;
    if (enforcing == null || watched == null || enforcing.judged() == 0) {
      return Map.of();
    }
    Map<String, String> counts = new LinkedHashMap<>();
    counts.put("judged", Long.toString(enforcing.judged()));
    counts.put("violations", Long.toString(recording.recorder().violations()));
    counts.put("answers waiting", Integer.toString(enforcing.waitingAnswers()));
    counts.put("errors of the guard", Long.toString(enforcing.failures()));
    counts.put("records lost", Long.toString(recording.recorder().journal().lost()));
    counts.put("files known", Integer.toString(watched.known()));
    ProtectedContent known = content;
    if (known != null) {
      counts.put("own values", Integer.toString(known.ownValues().size()));
      counts.put("own values dropped", Long.toString(known.ownValueEvictions()));
    }
    return counts;
  }
}
