package dev.flowguard.agent.guard;

import dev.flowguard.agent.event.EventFactory;
import dev.flowguard.agent.event.OcsfJson;
import dev.flowguard.agent.journal.Journal;
import dev.flowguard.agent.journal.LogLine;
import dev.flowguard.agent.link.BridgeDefinition;
import dev.flowguard.agent.link.CoreBridge;
import dev.flowguard.agent.settings.Setting;
import dev.flowguard.agent.settings.Settings;
import dev.flowguard.agent.source.SourceTransformer;
import dev.flowguard.agent.source.Sources;
import dev.flowguard.agent.status.StartReport;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.Clients;
import dev.flowguard.agent.weave.HookTransformer;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.NotActive;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.policy.Problem;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts the guard, before {@code main}: settings, policy, judge, weaving, start line. Uses no
 * logging, no TLS and no {@code java.nio.file}, which some servers want to set up first.
 */
public final class Startup {
  private static final int KEY_BYTES = 32;
  private static final int SHORTEST_KEY = 16;
  private static final int MAX_KEY_BYTES = 4_096;
  private static final int REFUSED = 1;

  private final Settings settings;
  private final List<String> reasons = new ArrayList<>();
  private String evidenceKey = "random per process";

  private Startup(Settings settings) {
    this.settings = settings;
  }

  /**
   * Starts the guard in this JVM, or ends the JVM if it would start degraded and {@code fail-start}
   * is set.
   *
   * @param argument of the agent, may be null
   */
  public static void start(@Nullable String argument, Instrumentation instrumentation)
      throws Exception {
    Settings settings = Settings.read(argument, System.getProperties(), System.getenv());
    new Startup(settings).start(instrumentation);
  }

  private void start(Instrumentation instrumentation) throws Exception {
    reasons.addAll(settings.problems());
    Journal journal = new Journal(new File(text(Setting.JOURNAL_DIR)));
    if (!settings.isTrue(Setting.ENABLED)) {
      switchedOff(journal);
      return;
    }
    Policy policy = policy();
    byte[] key = key();
    for (String reason : reasons) {
      System.err.println("flowguard: error: " + reason);
    }
    if (!reasons.isEmpty() && settings.isTrue(Setting.FAIL_START)) {
      System.err.println(
          "flowguard: the JVM is not started, because fail-start is set. Mend the errors above.");
      Runtime.getRuntime().halt(REFUSED);
    }
    if (policy == null) {
      System.err.println(report("DEGRADED", null, Map.of()).line());
      return;
    }
    ProtectedContent content = new ProtectedContent();
    PublicText.publish(policy.publicFiles(), new File("").getAbsoluteFile(), content);
    Mode mode = mode();
    Judge judge = new Judge(policy, mode, content, Clock.systemDefaultZone());
    EnforcingGuard guard =
        new EnforcingGuard(
            judge,
            new EventFactory(key, policy),
            journal,
            new LogLine(ClassLoader.getSystemClassLoader()));
    weave(policy, content, guard, instrumentation);
    System.err.println(
        report(reasons.isEmpty() ? "OK" : "DEGRADED", policy, guard.uncovered()).line());
  }

  private static void weave(
      Policy policy,
      ProtectedContent content,
      EnforcingGuard guard,
      Instrumentation instrumentation)
      throws Exception {
    BridgeDefinition.define(instrumentation);
    HookTransformer hooks = new HookTransformer(Clients.ALL, guard::uncovered);
    Sources sources = new Sources(policy, content);
    if (!CoreBridge.install(hooks.hooks(), guard, sources, instrumentation)) {
      throw new IllegalStateException("a guard is attached to this JVM already");
    }
    hooks.install(instrumentation);
    new SourceTransformer(sources).install(instrumentation);
  }

  private void switchedOff(Journal journal) {
    journal.append(
        OcsfJson.audit(
            "guard switched off",
            Map.of("by", settings.origins().getOrDefault(Setting.ENABLED.key(), "default")),
            System.currentTimeMillis()),
        () -> {});
    System.err.println(report("OFF", null, Map.of()).line());
  }

  private String text(Setting setting) {
    String value = settings.get(setting);
    return value == null ? "" : value;
  }

  private @Nullable Mode mode() {
    String word = settings.get(Setting.MODE);
    return word == null ? null : Mode.valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The policy, or null with the reasons noted: a named one never falls back to the built-in. */
  private @Nullable Policy policy() {
    String name = settings.get(Setting.POLICY);
    if (name == null) {
      return Policy.builtIn();
    }
    byte[] bytes;
    try (InputStream in = new FileInputStream(name)) {
      bytes = in.readNBytes(PolicyFile.MAX_BYTES + 1);
    } catch (IOException e) {
      File file = new File(name);
      reasons.add(
          "the policy "
              + name
              + (file.isDirectory()
                  ? " is a folder"
                  : file.exists() ? " cannot be read" : " does not exist")
              + " (looked in "
              + new File("").getAbsolutePath()
              + "). Nothing is guarded. Name a readable file with 'policy'.");
      return null;
    }
    PolicyFile.Reading reading = PolicyFile.read(name, bytes);
    for (Problem problem : reading.problems()) {
      if (problem.level() == Problem.Level.ERROR) {
        reasons.add(problem.toString());
      } else {
        System.err.println("flowguard: " + problem);
      }
    }
    return reading.policy();
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

  private StartReport report(String state, @Nullable Policy policy, Map<String, String> uncovered) {
    List<String> notActive = new ArrayList<>();
    if (policy != null) {
      for (NotActive kind : policy.notActive(BuiltKinds.SHAPES, BuiltKinds.SOURCES)) {
        notActive.add(kind.toString());
      }
    }
    for (Setting setting : Setting.values()) {
      if (setting.isNotActive() && settings.get(setting) != null) {
        notActive.add("setting " + setting.key());
      }
    }
    String named = settings.get(Setting.POLICY);
    Mode mode = mode();
    return new StartReport(
        state,
        reasons,
        policy == null ? null : policy.name(),
        policy == null ? 0 : policy.revision(),
        policy == null ? null : policy.hash(),
        named == null ? "built in" : named,
        mode != null ? mode.toString() : policy == null ? "off" : policy.mode().toString(),
        notActive,
        Clients.ALL.stream().map(Client::name).toList(),
        uncovered,
        new File(text(Setting.JOURNAL_DIR)).getAbsolutePath(),
        evidenceKey,
        settings.origins());
  }
}
