package dev.flowguard.agent.guard;

import dev.flowguard.agent.alert.AlertSettings;
import dev.flowguard.agent.alert.Alerts;
import dev.flowguard.agent.alert.WebhookCheck;
import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.journal.Journal;
import dev.flowguard.agent.journal.LogLine;
import dev.flowguard.agent.journal.NoCompanion;
import dev.flowguard.agent.link.BridgeDefinition;
import dev.flowguard.agent.link.CoreBridge;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.settings.Setting;
import dev.flowguard.agent.settings.Settings;
import dev.flowguard.agent.source.SourceTransformer;
import dev.flowguard.agent.source.Sources;
import dev.flowguard.agent.status.Console;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.status.StartReport;
import dev.flowguard.agent.status.StatusBoard;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookTransformer;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.NotActive;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Recipients;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts the guard: settings, policy, judge, weaving, start line. Before {@code main} it uses no
 * logging, no TLS and no {@code java.nio.file}, which some servers want to set up first.
 */
public final class Startup {
  /** The list of hooked clients, which lies beside the gates. */
  private static final String CLIENTS = "dev.flowguard.agent.gates.Clients";

  private static final int KEY_BYTES = 32;
  private static final int SHORTEST_KEY = 16;
  private static final int MAX_KEY_BYTES = 4_096;
  private static final int REFUSED = 1;

  /** How long the end of the JVM waits for standard error. */
  private static final long SHUTDOWN_MILLIS = 500;

  private static final List<String> NOT_REACHED =
      List.of(
          "requests that were under way",
          "content that was handled before, unless a file of the policy has it");

  private final Settings settings;
  private final boolean isRunning;
  private final List<String> reasons = new ArrayList<>();
  private final Problems problems = new Problems();
  private final JarFileCheck jar = new JarFileCheck(problems);
  private String evidenceKey = "random per process";
  private volatile @Nullable EnforcingGuard guard;
  private volatile @Nullable HookTransformer hooks;
  private volatile @Nullable Recorder recorder;
  private volatile @Nullable Sources sources;
  private @Nullable Alerts alerts;

  private Startup(Settings settings, boolean isRunning) {
    this.settings = settings;
    this.isRunning = isRunning;
  }

  /**
   * Starts the guard in this JVM, or ends the JVM if it would start degraded before {@code main}
   * and {@code fail-start} is set.
   *
   * @param argument of the agent, may be null
   * @param isRunning true if the JVM runs already: then it is never ended
   */
  public static void start(
      @Nullable String argument, Instrumentation instrumentation, boolean isRunning)
      throws Exception {
    Settings settings = Settings.read(argument, System.getProperties(), System.getenv());
    Startup startup = new Startup(settings, isRunning);
    if (isRunning) {
      Console.start(startup.problems);
    }
    startup.start(instrumentation);
    Console.start(startup.problems);
  }

  private void start(Instrumentation instrumentation) throws Exception {
    reasons.addAll(settings.problems());
    File journalFolder = new File(text(Setting.JOURNAL_DIR));
    StatusBoard board = new StatusBoard(instrumentation, () -> report().json());
    if (!settings.isTrue(Setting.ENABLED)) {
      switchedOff(journalFolder);
      board.update();
      return;
    }
    PolicyReader.Read read = PolicyReader.read(settings.get(Setting.POLICY));
    Policy policy = read.policy();
    reasons.addAll(read.errors());
    read.warnings().forEach(warning -> Console.print("flowguard: " + warning));
    byte[] key = key();
    AlertSettings alertSettings = AlertSettings.of(settings);
    if (policy != null) {
      check(policy, alertSettings);
    }
    for (String reason : reasons) {
      Console.print("flowguard: error: " + reason);
    }
    if (!reasons.isEmpty() && settings.isTrue(Setting.FAIL_START) && !isRunning) {
      Console.print(
          "flowguard: the JVM is not started, because fail-start is set. Mend the errors above.");
      Runtime.getRuntime().halt(REFUSED);
    }
    if (policy == null) {
      Console.print(report().line());
      board.update();
      return;
    }
    Recorder to = recorder(journalFolder, alertSettings);
    recorder = to;
    ProtectedContent content = new ProtectedContent();
    new CaptureThread(content).start();
    PublicText.publish(policy.publicFiles(), new File("").getAbsoluteFile(), content);
    Mode given = mode();
    String environment = settings.get(Setting.ENVIRONMENT);
    EnforcingGuard enforcing =
        new EnforcingGuard(
            InForce.of(policy, PolicyReader.mode(policy, given, environment), content, key),
            to,
            settings.number(Setting.HOLD_SECONDS),
            new Faults(problems));
    guard = enforcing;
    Sources from = new Sources(policy, content);
    sources = from;
    SourceTransformer sourceTransformer =
        weave(
            enforcing,
            from,
            new TestControl(enforcing, to, content, key, this::report),
            instrumentation);
    enforcing.whenChanged(board::update);
    Console.print(report().line());
    board.update();
    if (alerts != null) {
      alerts.start();
    }
    String file = settings.get(Setting.POLICY);
    new Watch(
            file == null ? null : new File(file),
            given,
            environment,
            key,
            enforcing,
            content,
            from,
            to,
            () -> {
              HookTransformer transformer = hooks;
              if (transformer != null) {
                transformer.look();
              }
              sourceTransformer.look();
              enforcing.look();
              jar.look();
              board.update();
            })
        .start();
  }

  /** What else is wrong with the settings, given the policy. */
  private void check(Policy policy, @Nullable AlertSettings alertSettings) {
    String environment = PolicyReader.environmentProblem(policy, settings.get(Setting.ENVIRONMENT));
    if (environment != null) {
      reasons.add(environment);
    }
    if (alertSettings != null) {
      String refusal =
          WebhookCheck.refusal(alertSettings.url(), isProcessor(Recipients.of(policy)));
      if (refusal != null) {
        reasons.add(refusal + ". Alerts are not sent");
      }
      reasons.addAll(WebhookCheck.problems(alertSettings));
    }
  }

  private static Predicate<String> isProcessor(Recipients recipients) {
    return host -> recipients.isProcessor(host);
  }

  private Recorder recorder(File journalFolder, @Nullable AlertSettings alertSettings) {
    LogLine log = new LogLine(ClassLoader.getSystemClassLoader());
    if (alertSettings == null) {
      return new Recorder(
          endingWell(new Journal(journalFolder, NoCompanion.INSTANCE, problems)), log);
    }
    // Asked anew for each alert: another policy may have other processors.
    Predicate<String> isProcessor =
        host -> {
          EnforcingGuard now = guard;
          return now != null && isProcessor(Recipients.of(now.inForce().policy())).test(host);
        };
    Alerts started =
        new Alerts(
            alertSettings,
            journalFolder,
            isProcessor,
            audit -> {
              Recorder to = recorder;
              if (to != null) {
                to.audit(audit);
              }
            });
    alerts = started;
    return new Recorder(endingWell(new Journal(journalFolder, started, problems)), log);
  }

  /** Gives records and alerts that nobody waits for a moment before the JVM ends. */
  private Journal endingWell(Journal journal) {
    Thread end =
        new Thread(
            () -> {
              journal.end();
              if (alerts != null) {
                alerts.end();
              }
              Console.end(SHUTDOWN_MILLIS);
            },
            "flowguard-end");
    end.setContextClassLoader(null);
    try {
      Runtime.getRuntime().addShutdownHook(end);
    } catch (IllegalStateException e) {
      // The JVM is ending already: records go out as long as it lives.
    }
    return journal;
  }

  private SourceTransformer weave(
      EnforcingGuard enforcing, Sources from, TestControl control, Instrumentation instrumentation)
      throws Exception {
    BridgeDefinition.define(instrumentation);
    HookTransformer transformer =
        new HookTransformer(clients(), new ClientCoverage(enforcing, problems));
    hooks = transformer;
    if (!CoreBridge.install(
        transformer.hooks(), enforcing, enforcing, from, control, instrumentation)) {
      throw new IllegalStateException("a guard is attached to this JVM already");
    }
    transformer.install(instrumentation);
    SourceTransformer sourceTransformer = new SourceTransformer(from, instrumentation, problems);
    sourceTransformer.install();
    return sourceTransformer;
  }

  @SuppressWarnings("unchecked") // what the class says of itself
  private static List<Client> clients() throws ReflectiveOperationException {
    return ((Supplier<List<Client>>) Class.forName(CLIENTS).getConstructor().newInstance()).get();
  }

  private void switchedOff(File journalFolder) {
    new Recorder(
            endingWell(new Journal(journalFolder, NoCompanion.INSTANCE, problems)),
            new LogLine(ClassLoader.getSystemClassLoader()))
        .audit(
            Audit.now(
                AuditKind.SWITCHED_OFF,
                Map.of("by", settings.origins().getOrDefault(Setting.ENABLED.key(), "default"))));
    Console.print(report().line());
  }

  private String text(Setting setting) {
    String value = settings.get(setting);
    return value == null ? "" : value;
  }

  private @Nullable Mode mode() {
    String word = settings.get(Setting.MODE);
    return word == null ? null : Mode.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private byte[] key() {
    String given = settings.get(Setting.EVIDENCE_KEY);
    String file = settings.get(Setting.EVIDENCE_KEY_FILE);
    byte[] key = null;
    if (given != null) {
      key = given.getBytes(StandardCharsets.UTF_8);
      evidenceKey = Setting.EVIDENCE_KEY.key();
    } else if (file != null) {
      try (InputStream in = new FileInputStream(file)) {
        key = in.readNBytes(MAX_KEY_BYTES);
        evidenceKey = Setting.EVIDENCE_KEY_FILE.key();
      } catch (IOException e) {
        reasons.add("evidence.key.file " + file + " cannot be read; a random key is used");
      }
    }
    if (key != null && key.length < SHORTEST_KEY) {
      reasons.add(
          "the evidence key is shorter than " + SHORTEST_KEY + " bytes; a random key is used");
      key = null;
    }
    if (key == null) {
      evidenceKey = "random per process";
      key = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(key);
    }
    return key;
  }

  /** How things stand now. */
  private StartReport report() {
    EnforcingGuard enforcing = guard;
    boolean isOff = !settings.isTrue(Setting.ENABLED);
    String state = isOff ? "OFF" : enforcing == null || !reasons.isEmpty() ? "DEGRADED" : "OK";
    Policy policy = enforcing == null ? null : enforcing.inForce().policy();
    List<String> notActive = new ArrayList<>();
    if (policy != null) {
      for (NotActive kind : policy.notActive()) {
        notActive.add(kind.toString());
      }
    }
    List<String> outlets = new ArrayList<>(List.of("log"));
    if (alerts != null) {
      outlets.add("webhook " + alerts.state());
    }
    String named = settings.get(Setting.POLICY);
    return new StartReport(
        state,
        reasons,
        isRunning ? "while running" : "at start",
        isRunning ? NOT_REACHED : List.of(),
        policy == null ? null : policy.name(),
        policy == null ? 0 : policy.revision(),
        policy == null ? null : policy.hash(),
        named == null ? "built in" : named,
        enforcing == null ? "off" : enforcing.inForce().mode().toString(),
        notActive,
        gates(),
        enforcing == null ? Map.of() : enforcing.uncovered(),
        outlets,
        new File(text(Setting.JOURNAL_DIR)).getAbsolutePath(),
        evidenceKey,
        settings.origins(),
        counts(enforcing));
  }

  private Map<String, String> gates() {
    HookTransformer transformer = hooks;
    Map<String, String> gates = new LinkedHashMap<>();
    if (transformer != null) {
      transformer.hooks().forEach(hook -> gates.put(hook.client().name(), "waiting"));
      transformer
          .fitted()
          .forEach((client, fits) -> gates.put(client, fits ? "fitted" : "uncovered"));
    }
    return gates;
  }

  private Map<String, String> counts(@Nullable EnforcingGuard enforcing) {
    Recorder to = recorder;
    Sources from = sources;
    if (enforcing == null || to == null || from == null || enforcing.judged() == 0) {
      return Map.of();
    }
    Map<String, String> counts = new LinkedHashMap<>();
    counts.put("judged", Long.toString(enforcing.judged()));
    counts.put("violations", Long.toString(to.violations()));
    counts.put("errors of the guard", Long.toString(enforcing.failures()));
    counts.put("records lost", Long.toString(to.journal().lost()));
    counts.put("files known", Integer.toString(from.files()));
    return counts;
  }
}
