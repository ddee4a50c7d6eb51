package dev.flowguard.agent.cli;

import dev.flowguard.agent.cli.TargetJvm.UnreachableException;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Loads the guard into a JVM that runs. */
@Command(
    name = "attach",
    description = {
      "Loads the guard into a JVM that runs already.",
      "For an incident: from JDK 21 on the JVM warns of it (JEP 451), and a later one will refuse it"
          + " unless it was started with -XX:+EnableDynamicAgentLoading. At the next restart, use"
          + " -javaagent."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the guard is in place", "1:it is, but with problems", "2:not attached"})
final class AttachCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "PID", description = "the process; none with --list")
  @Nullable String pid;

  @Parameters(
      index = "1..*",
      paramLabel = "KEY=VALUE",
      description = "settings, as in the agent argument; a value alone is the policy")
  List<String> settings = List.of();

  @Option(names = "--list", description = "shows the JVMs of this user, and which are guarded")
  boolean list;

  @CommandLine.Spec CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, URISyntaxException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      if (list) {
        return list(out);
      }
      if (pid == null) {
        err.println("name the process: attach PID. 'attach --list' shows them.");
        return FlowguardCommand.UNUSABLE;
      }
      return attach(pid, out);
    } catch (UnreachableException e) {
      err.println("not attached: " + e.getMessage());
      return FlowguardCommand.UNUSABLE;
    }
  }

  private static int list(PrintWriter out) throws UnreachableException {
    String self = String.valueOf(ProcessHandle.current().pid());
    for (TargetJvm.Running each : TargetJvm.list()) {
      if (!each.id().equals(self)) {
        out.printf("%8s  %-12s  %s%n", each.id(), guarded(each.id()), program(each));
      }
    }
    return 0;
  }

  private static String guarded(String pid) {
    try (TargetJvm jvm = TargetJvm.of(pid)) {
      return jvm.status() == null ? "not guarded" : "guarded";
    } catch (UnreachableException e) {
      return "unreachable";
    }
  }

  private static String program(TargetJvm.Running each) {
    String name = each.name();
    int space = name.indexOf(' ');
    // Arguments may be secrets.
    return name.isEmpty() ? "?" : space < 0 ? name : name.substring(0, space);
  }

  private int attach(String target, PrintWriter out)
      throws UnreachableException, IOException, URISyntaxException {
    try (TargetJvm jvm = TargetJvm.of(target)) {
      String before = jvm.status();
      if (before != null) {
        Map<String, Object> there = Json.object(before);
        throw new UnreachableException(
            "process "
                + target
                + " has a guard already: "
                + Json.text(there, "state")
                + " "
                + Json.list(there, "reasons")
                + ". 'doctor "
                + target
                + "' shows more.");
      }
      jvm.load(jar(), String.join(",", settings.stream().map(AttachCommand::absolute).toList()));
      String status = jvm.status();
      if (status == null) {
        throw new UnreachableException("the guard did not start: see the JVM's stderr");
      }
      Map<String, Object> now = Json.object(status);
      out.println("attached to " + target + ": " + now.get("state") + ", mode " + now.get("mode"));
      List<Object> problems = new ArrayList<>(Json.list(now, "reasons"));
      problems.addAll(DoctorCommand.reported(now));
      problems.forEach(problem -> out.println("PROBLEM  " + problem));
      for (Object each : Json.list(now, "not_reached")) {
        out.println("not reached: " + each);
      }
      out.println("journal: " + now.get("journal"));
      String version = jvm.systemProperty("java.specification.version");
      if (version.chars().allMatch(Character::isDigit) && Integer.parseInt(version) >= 21) {
        out.println(
            "The JVM has written a warning about an agent loaded dynamically (JEP 451). It is meant"
                + " for this; put -javaagent on its command line before the next restart.");
      }
      return "GUARDED".equals(now.get("state")) && problems.isEmpty() ? 0 : 1;
    }
  }

  /** A policy or file is named from here, and read by a JVM that may work elsewhere. */
  private static String absolute(String setting) {
    int equals = setting.indexOf('=');
    String key = equals < 0 ? "policy" : setting.substring(0, equals);
    String value = setting.substring(equals + 1);
    boolean isFile =
        key.equals("policy")
            || key.equals("config")
            || key.equals("journal.dir")
            || key.endsWith(".file");
    return key + "=\"" + (isFile ? new File(value).getAbsolutePath() : value) + "\"";
  }

  private static String jar() throws URISyntaxException {
    // The launcher, which lies in the visible part of the jar.
    Class<?> launcher;
    try {
      launcher =
          Class.forName(
              "dev.flowguard.agent.start.Main", false, ClassLoader.getSystemClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the command line is started from the agent's jar", e);
    }
    return new File(launcher.getProtectionDomain().getCodeSource().getLocation().toURI()).getPath();
  }
}
