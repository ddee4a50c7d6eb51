package dev.flowguard.agent.watch;

import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.event.Inert;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.status.Console;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.thread.Look;
import dev.flowguard.rules.policy.Policy;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Looks for another policy in the file that was named. What it finds is put in force as a whole, or
 * refused as a whole: then what was in force stays, and that is recorded and alerted. A file that
 * could not be read at start comes into force as soon as it can.
 */
public final class PolicyWatch implements Look {
  private static final String KEY = "policy.refused";
  private static final int MAX_ERRORS_RECORDED = 5;

  /** Every so many looks the file itself is read: its size and time may be those of the last. */
  private static final int READ_EVERY = 5;

  private final String name;
  private final File file;
  private final Enforcement enforcement;
  private final Recorder recorder;
  private final Problems problems;
  private final Consumer<List<String>> unguarded;

  private Stamp loaded;
  private Stamp seen;
  private int print;
  private int looks;

  /** How a file looked; two looks that are alike mean that nobody is writing it. */
  private record Stamp(long modified, long length) {
    static Stamp of(File file) {
      return new Stamp(file.lastModified(), file.length());
    }

    /** The record's own equals would spin classes at each start. */
    boolean isAs(Stamp other) {
      return modified == other.modified && length == other.length;
    }
  }

  /**
   * @param name of the policy's file
   * @param read what it was at start
   * @param unguarded takes the errors of a policy that is refused while none is in force
   */
  public PolicyWatch(
      String name,
      PolicyReader.Read read,
      Enforcement enforcement,
      Recorder recorder,
      Problems problems,
      Consumer<List<String>> unguarded) {
    this.name = name;
    this.file = new File(name);
    this.enforcement = enforcement;
    this.recorder = recorder;
    this.problems = problems;
    this.unguarded = unguarded;
    this.loaded = Stamp.of(file);
    this.seen = loaded;
    this.print = read.print();
  }

  @Override
  public void look() {
    Stamp now = Stamp.of(file);
    boolean isQuiet = now.isAs(seen);
    seen = now;
    looks++;
    if (!isQuiet) {
      return;
    }
    if (!now.isAs(loaded) || looks % READ_EVERY == 0 && PolicyReader.print(name) != print) {
      loaded = now;
      reload();
    }
  }

  private void reload() {
    PolicyReader.Read read = PolicyReader.read(name);
    if (read.print() == print) {
      return; // touched, or copied again
    }
    take(read);
    print = read.print(); // only now: what an error has ended is done again
  }

  private void take(PolicyReader.Read read) {
    Policy policy = read.policy();
    Policy old = enforcement.inForce().policy();
    if (policy == null) {
      refuse(old, read.errors());
      return;
    }
    problems.solved(KEY);
    if (policy.hash().equals(old.hash())) {
      return;
    }
    Audit audit = Audit.now(AuditKind.POLICY_REPLACED, details(policy, "before", old.hash()));
    enforcement.use(policy);
    recorder.audit(audit);
    read.warnings().forEach(warning -> Console.print("flowguard: " + warning));
    Console.print(
        "flowguard: policy "
            + Inert.text(policy.name(), 100)
            + " revision "
            + policy.revision()
            + " is in force, mode "
            + enforcement.inForce().mode());
  }

  private void refuse(Policy old, List<String> errors) {
    for (String error : errors) {
      Console.print("flowguard: error: " + error);
    }
    String first = errors.get(0);
    if (old.hash().isEmpty()) {
      unguarded.accept(errors);
      Console.print("flowguard: still nothing is guarded");
    } else {
      Console.print("flowguard: the policy in force stays, revision " + old.revision());
      problems.report(
          KEY,
          "the policy on disk cannot be used, so another start would be unguarded; the one in force"
              + " stays. "
              + first);
    }
    List<String> recorded = errors.subList(0, Math.min(MAX_ERRORS_RECORDED, errors.size()));
    recorder.audit(
        Audit.now(
            old.hash().isEmpty() ? AuditKind.POLICY_STILL_REFUSED : AuditKind.POLICY_REFUSED,
            details(old, "errors", String.join("; ", recorded))));
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
