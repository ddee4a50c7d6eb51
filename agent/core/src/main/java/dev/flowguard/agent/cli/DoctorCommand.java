package dev.flowguard.agent.cli;

import com.sun.tools.attach.VirtualMachineDescriptor;
import dev.flowguard.agent.cli.TargetJvm.UnreachableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says of a JVM that runs how it is guarded, and what is not. */
@Command(
    name = "doctor",
    description = {
      "Says how a JVM that runs is guarded: what is fitted, what is not, and why.",
      "Reads only; nothing is loaded into that JVM."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:guarded, nothing amiss", "1:something is amiss", "2:not reachable"})
final class DoctorCommand implements Callable<Integer> {
  /** Flags that decide what a guard can do, by how they begin, and what they mean for it. */
  private static final Map<String, String> FLAGS =
      Map.of(
          "-XX:-EnableDynamicAgentLoading", "no agent can be attached to it while it runs",
          "-XX:+EnableDynamicAgentLoading", "an agent can be attached to it while it runs",
          "-XX:+DisableAttachMechanism", "'attach' and 'doctor' cannot reach it",
          "-XX:AOTCache",
              "an AOT cache: train it with the agent, or with"
                  + " --add-modules java.instrument, else the JVM refuses it",
          "-XX:SharedArchiveFile", "a shared archive: classes in it are guarded like any other",
          "-Xshare:off", "no shared archive: a slower start",
          "-Djdk.attach.allowAttachSelf", "it may attach to itself",
          "-Xbootclasspath/a", "classes on the boot path are guarded where a gate knows them");

  @Parameters(
      arity = "0..1",
      paramLabel = "PID",
      description = "the process; without it, all JVMs of this user")
  @Nullable String pid;

  @CommandLine.Spec CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      if (pid != null) {
        return examine(pid, out);
      }
      int worst = 0;
      String self = String.valueOf(ProcessHandle.current().pid());
      for (VirtualMachineDescriptor each : TargetJvm.list()) {
        if (!each.id().equals(self)) {
          worst = Math.max(worst, examineOne(each.id(), out, err));
          out.println();
        }
      }
      return worst;
    } catch (UnreachableException e) {
      err.println(e.getMessage());
      return FlowguardCommand.UNUSABLE;
    }
  }

  private static int examineOne(String pid, PrintWriter out, PrintWriter err) throws IOException {
    try {
      return examine(pid, out);
    } catch (UnreachableException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  private static int examine(String pid, PrintWriter out) throws UnreachableException, IOException {
    try (TargetJvm jvm = TargetJvm.of(pid)) {
      String status = jvm.status();
      String command = jvm.command();
      int space = command.indexOf(' ');
      out.println("process " + pid + "  " + (space < 0 ? command : command.substring(0, space)));
      boolean isGood = status != null && guard(Json.object(status), out);
      if (status == null) {
        out.println("guard    NONE. Start it with -javaagent, or 'attach " + pid + "'.");
      }
      flags(jvm.flags(), out);
      return isGood ? 0 : 1;
    }
  }

  /** Prints what the guard says of itself; true if nothing is amiss. */
  private static boolean guard(Map<String, Object> now, PrintWriter out) {
    Map<?, ?> policy = Json.map(now, "policy");
    out.println(
        "guard    "
            + Json.text(now, "state")
            + ", flowguard "
            + Json.text(now, "version")
            + ", attached "
            + Json.text(now, "attached")
            + ", "
            + Json.text(now, "jvm"));
    out.println(
        "policy   "
            + Json.text(policy, "name")
            + ", revision "
            + Json.text(policy, "revision")
            + ", from "
            + Json.text(policy, "origin")
            + ", sha256 "
            + Json.text(policy, "sha256"));
    out.println("mode     " + Json.text(now, "mode"));
    out.println("journal  " + Json.text(now, "journal"));
    for (Object outlet : Json.list(now, "outlets")) {
      out.println("outlet   " + outlet);
    }
    for (Map.Entry<?, ?> gate : Json.map(now, "gates").entrySet()) {
      String meaning =
          "waiting".equals(gate.getValue()) ? "waiting: no class of it is loaded yet" : "";
      out.println(
          "gate     " + gate.getKey() + "  " + (meaning.isEmpty() ? gate.getValue() : meaning));
    }
    boolean isGood = problems(now, out) && "OK".equals(now.get("state"));
    for (Object each : Json.list(now, "not_active")) {
      out.println("inactive " + each);
    }
    for (Object each : Json.list(now, "not_reached")) {
      out.println("missed   " + each);
    }
    for (Map.Entry<?, ?> origin : Json.map(now, "origins").entrySet()) {
      out.println("setting  " + origin.getKey() + "  from " + origin.getValue());
    }
    for (Map.Entry<?, ?> count : Json.map(now, "counts").entrySet()) {
      out.println("count    " + count.getKey() + "  " + count.getValue());
    }
    return isGood;
  }

  /** Prints what is amiss; true if nothing is. */
  static boolean problems(Map<?, ?> now, PrintWriter out) {
    List<String> problems = new ArrayList<>();
    for (Object reason : Json.list(now, "reasons")) {
      problems.add(String.valueOf(reason));
    }
    for (Map.Entry<?, ?> client : Json.map(now, "uncovered").entrySet()) {
      problems.add("the client " + client.getKey() + " is NOT COVERED: " + client.getValue());
    }
    for (Object outlet : Json.list(now, "outlets")) {
      if (String.valueOf(outlet).contains("FAILING")) {
        problems.add("alerts are not delivered: " + outlet);
      }
    }
    problems.forEach(problem -> out.println("AMISS    " + problem));
    return problems.isEmpty();
  }

  private static void flags(String flags, PrintWriter out) {
    for (String flag : flags.split(" ")) {
      if (flag.startsWith("-javaagent:") || flag.startsWith("-agentpath:")) {
        String jar = flag.substring(flag.indexOf(':') + 1);
        int equals = jar.indexOf('=');
        // Arguments of agents may be secrets.
        out.println("agent    " + (equals < 0 ? jar : jar.substring(0, equals)));
      }
      for (Map.Entry<String, String> known : FLAGS.entrySet()) {
        if (flag.startsWith(known.getKey())) {
          out.println("flag     " + flag + "  " + known.getValue());
        }
      }
    }
  }
}
