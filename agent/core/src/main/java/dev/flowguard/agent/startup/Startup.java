package dev.flowguard.agent.startup;

import dev.flowguard.agent.alert.AlertSettings;
import dev.flowguard.agent.alert.WebhookCheck;
import dev.flowguard.agent.event.Fingerprints;
import dev.flowguard.agent.event.Inert;
import dev.flowguard.agent.event.Service;
import dev.flowguard.agent.guard.ClientCoverage;
import dev.flowguard.agent.guard.EnforcingGuard;
import dev.flowguard.agent.guard.Faults;
import dev.flowguard.agent.guard.InForce;
import dev.flowguard.agent.guard.JarFileCheck;
import dev.flowguard.agent.guard.TestControl;
import dev.flowguard.agent.link.BridgeDefinition;
import dev.flowguard.agent.link.CoreBridge;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.settings.Setting;
import dev.flowguard.agent.settings.Settings;
import dev.flowguard.agent.source.PublicFiles;
import dev.flowguard.agent.source.SourceTransformer;
import dev.flowguard.agent.source.Sources;
import dev.flowguard.agent.status.Console;
import dev.flowguard.agent.status.GuardState;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.status.StatusBoard;
import dev.flowguard.agent.status.StatusReport;
import dev.flowguard.agent.tap.OpenTaps;
import dev.flowguard.agent.tap.TapWeaving;
import dev.flowguard.agent.thread.Look;
import dev.flowguard.agent.watch.Enforcement;
import dev.flowguard.agent.watch.FilesWatch;
import dev.flowguard.agent.watch.LostCaptures;
import dev.flowguard.agent.watch.ObserveWatch;
import dev.flowguard.agent.watch.OperatorMode;
import dev.flowguard.agent.watch.PolicyReader;
import dev.flowguard.agent.watch.PolicyWatch;
import dev.flowguard.agent.watch.ProblemLines;
import dev.flowguard.agent.watch.RoomWatch;
import dev.flowguard.agent.watch.SourcesRecord;
import dev.flowguard.agent.watch.StateWatch;
import dev.flowguard.agent.watch.Supervisor;
import dev.flowguard.agent.watch.WatchThread;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookTransformer;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Recipients;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The composition root: builds the guard from its settings and starts it. Before {@code main} it
 * uses no logging, no TLS and no {@code java.nio.file}, which some servers want to set up first.
 *
 * <p>Records, alerts and the watch are there in every state: a guard that cannot read its policy
 * says so where a violation would be reported, and guards as soon as it can.
 */
public final class Startup {
  /** The list of hooked clients, which is beside the gates. */
  private static final String CLIENTS = "dev.flowguard.agent.gates.Clients";

  private static final String STACKS = "dev.flowguard.agent.gates.Stacks";

  private static final int REFUSED = 1;

  private final Settings settings;
  private final Instrumentation instrumentation;
  private final boolean isRunning;
  private final Problems problems = new Problems();
  private final Recording recording;
  private final StatusSource status;
  private final StateWatch states;
  private final Announcement announcement;
  private final StatusBoard board;
  private final ProblemLines lines = new ProblemLines(problems);
  private volatile @Nullable EnforcingGuard guard;

  private Startup(Settings settings, Instrumentation instrumentation, boolean isRunning) {
    this.settings = settings;
    this.instrumentation = instrumentation;
    this.isRunning = isRunning;
    AlertSettings alerts = AlertSettings.of(settings);
    int number = 0;
    for (String problem : settings.problems()) {
      problems.report("setting." + ++number, problem);
    }
    RuntimeModules.report(alerts != null, problems);
    if (alerts != null) {
      int secret = 0;
      for (String problem : WebhookCheck.problems(alerts)) {
        problems.report("alert.setting." + ++secret, problem);
      }
    }
    Service.declare(settings.get(Setting.SERVICE), settings.get(Setting.ENVIRONMENT));
    this.recording =
        new Recording(
            new File(String.valueOf(settings.get(Setting.JOURNAL_DIR))),
            RuntimeModules.canSendAlerts() ? alerts : null,
            Callbacks.isProcessor(this),
            problems);
    this.status = new StatusSource(settings, isRunning, problems, recording);
    this.states = new StateWatch(Callbacks.lastingState(status), recording.recorder());
    this.announcement = new Announcement(recording, problems, states, status);
    this.board = new StatusBoard(instrumentation, status);
  }

  /**
   * Starts the guard in this JVM, or ends the JVM if it would be unguarded before {@code main} and
   * {@code fail-start} is set.
   *
   * @param argument of the agent, may be null
   * @param isRunning true if the JVM runs already: then it is never ended
   */
  public static void start(
      @Nullable String argument, Instrumentation instrumentation, boolean isRunning)
      throws Exception {
    Settings settings = Settings.read(argument, System.getProperties(), System.getenv());
    Startup startup = new Startup(settings, instrumentation, isRunning);
    if (isRunning) {
      Console.start(startup.problems);
    }
    startup.recording.endWith(
        Callbacks.end(startup.announcement, startup.status), Callbacks.print(startup.lines));
    try {
      startup.start();
    } catch (Exception | Error e) {
      startup.failed(e);
      throw e;
    }
    Console.start(startup.problems);
    if (isRunning) {
      startup.announcement.look();
    }
  }

  private void start() throws Exception {
    if (!settings.isTrue(Setting.ENABLED)) {
      report();
      new WatchThread("flowguard-watch", List.of(announcement, lines), (where, fault) -> {})
          .start();
      return;
    }
    String named = settings.policyDoubt() == null ? settings.get(Setting.POLICY) : null;
    PolicyReader.Read read =
        settings.policyDoubt() == null
            ? PolicyReader.read(named)
            : new PolicyReader.Read(null, List.of(settings.policyDoubt()), List.of(), 0);
    for (String warning : read.warnings()) {
      Console.print("flowguard: " + warning);
    }
    status.unguarded(read.errors());
    EvidenceKey key = EvidenceKey.of(settings, problems);
    ProtectedContent content = new ProtectedContent();
    Recorder recorder = recording.recorder();
    EnforcingGuard enforcing =
        new EnforcingGuard(
            InForce.of(Policy.none(), Mode.OFF, content, key.fingerprints()),
            recorder,
            settings.number(Setting.HOLD_SECONDS),
            new Faults(problems));
    guard = enforcing;
    content.mayCaptureHere(Callbacks.isProved(enforcing));
    CaptureThread captures = new CaptureThread(content, enforcing);
    captures.start();
    enforcing.whenProved(Callbacks.wake(captures));
    Sources sources = new Sources(Policy.none(), content);
    OpenTaps taps = new OpenTaps(content, Callbacks.failed(enforcing));
    content.arriving(taps);
    enforcing.tapBy(taps);
    sources.whenForgotten(Callbacks.forget(taps));
    FilesWatch files =
        new FilesWatch(
            named == null ? null : PublicFiles.folderOf(named),
            Callbacks.classPath(instrumentation),
            content,
            problems);
    status.guard(enforcing, content, sources, taps, files, key);
    Enforcement enforcement =
        new Enforcement(
            new OperatorMode(mode(), settings.get(Setting.ENVIRONMENT), settings.isModeDoubtful()),
            key.fingerprints(),
            content,
            problems,
            enforcing,
            sources,
            taps,
            files);
    Policy policy = read.policy();
    if (policy != null) {
      enforcement.use(policy);
      checkWebhook();
    }
    refuseUnguarded();
    enforcing.beforeJudging(Callbacks.awaitFirst(files));
    List<Look> looks = new ArrayList<>();
    HookTransformer hooks =
        weave(
            looks,
            enforcing,
            sources,
            taps,
            new TestControl(enforcing, recorder, content, key.fingerprints(), status));
    status.hooks(hooks);
    enforcing.whenChanged(Callbacks.update(board));
    report();

    looks.add(0, announcement);
    if (named != null) {
      looks.add(
          new PolicyWatch(
              named, read, enforcement, recorder, problems, Callbacks.unguarded(status)));
    }
    looks.add(new ObserveWatch(enforcement, recorder));
    looks.add(states);
    looks.add(lines);
    RoomWatch room = new RoomWatch(content, recorder);
    status.memory(room);
    looks.add(room);
    looks.add(new SourcesRecord(Callbacks.sources(status), recorder));
    looks.add(problems);
    looks.add(new LostCaptures(content, Callbacks.lostCaptures(), problems));
    looks.add(enforcing);
    looks.add(new JarFileCheck(problems));
    looks.add(board);
    WatchThread watch = new WatchThread("flowguard-watch", looks, Callbacks.failed(enforcing));
    WatchThread reading =
        new WatchThread("flowguard-files", List.of(files), Callbacks.failed(enforcing));
    files.whenChanged(Callbacks.wake(reading));
    status.watch(watch);
    watch.start();
    reading.start();
    reading.wake();
    new Supervisor(List.of(watch, reading), problems, Callbacks.showProblems(this)).start();
  }

  /** Shows problems that were found or solved. */
  void showProblems() {
    lines.look();
    board.look();
  }

  /** Prints how things are, and shows it to {@code doctor}. */
  private void report() {
    StatusReport now = status.get();
    for (String reason :
        now.state() instanceof GuardState.Unguarded ? now.state().reasons() : List.<String>of()) {
      Console.print("flowguard: error: " + Inert.text(reason, 1_000));
    }
    lines.look();
    Console.print(now.sentence());
    if ("json".equals(settings.get(Setting.START_LINE))) {
      Console.print(now.line());
    }
    board.look();
  }

  /** Ends the JVM where nothing would be judged and the operator wants none that is unguarded. */
  private void refuseUnguarded() {
    GuardState state = status.lastingState();
    if (!(state instanceof GuardState.Unguarded)
        || !settings.isTrue(Setting.FAIL_START)
        || isRunning) {
      return;
    }
    report();
    announcement.look();
    Console.print(
        "flowguard: the JVM is not started, because fail-start is set. Fix the errors above.");
    recording.end(Callbacks.print(lines));
    Runtime.getRuntime().halt(REFUSED);
  }

  /** The guard itself could not start: recorded and alerted, before the launcher says so too. */
  private void failed(Throwable e) {
    problems.report(
        "start", "the guard could not start (" + e.getClass().getName() + "). Please report this");
    if (guard != null) {
      guard.enforce(
          InForce.of(Policy.none(), Mode.OFF, new ProtectedContent(), Fingerprints.random()));
    }
    status.unguarded(List.of("the guard could not start: " + e.getClass().getName()));
    announcement.look();
    states.look();
    board.look();
  }

  /** Alerts must not go to those whom they are about. */
  private void checkWebhook() {
    AlertSettings alerts = AlertSettings.of(settings);
    String refusal =
        alerts == null || !RuntimeModules.canSendAlerts()
            ? null
            : WebhookCheck.refusal(alerts, Callbacks.isProcessor(this));
    if (refusal != null) {
      problems.report("alert.webhook", refusal + ". Alerts are not sent");
    }
  }

  /** Asked anew for each alert: another policy may have other processors. */
  boolean isProcessor(String host) {
    EnforcingGuard now = guard;
    return now != null && Recipients.of(now.inForce().policy()).isProcessor(host);
  }

  private HookTransformer weave(
      List<Look> looks, EnforcingGuard enforcing, Sources from, OpenTaps taps, TestControl control)
      throws Exception {
    BridgeDefinition.define(instrumentation);
    List<Client> clients = supplied(CLIENTS);
    CallerPackages.know(clients, supplied(STACKS), settings.get(Setting.APPLICATION_PACKAGES));
    CoreBridge core = CoreBridge.install(enforcing, enforcing, from, control, instrumentation);
    if (core == null) {
      throw new IllegalStateException("a guard is attached to this JVM already");
    }
    HookTransformer transformer =
        new HookTransformer(clients, new ClientCoverage(enforcing, problems), core.numbers());
    transformer.install(instrumentation);
    SourceTransformer woven = new SourceTransformer(from, instrumentation, problems);
    woven.install();
    TapWeaving tapped = new TapWeaving(taps, core.numbers(), instrumentation, problems);
    tapped.install();
    looks.add(transformer);
    looks.add(woven);
    looks.add(tapped);
    return transformer;
  }

  @SuppressWarnings("unchecked") // what the class says of itself
  private static <T> List<T> supplied(String type) throws ReflectiveOperationException {
    return ((Supplier<List<T>>) Class.forName(type).getConstructor().newInstance()).get();
  }

  private @Nullable Mode mode() {
    String word = settings.get(Setting.MODE);
    return word == null ? null : Mode.valueOf(word.toUpperCase(Locale.ROOT));
  }
}
