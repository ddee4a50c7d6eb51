package dev.flowguard.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.flowguard.agent.cli.TargetJvm.UnreachableException;
import dev.flowguard.agent.status.StatusReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
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

/** Reports how a JVM that runs is guarded, problems first. */
@Command(
    name = "doctor",
    description = {
      "Reports how a JVM that runs is guarded: problems first, then what is fitted, what is not, and"
          + " why.",
      "Reads only; nothing is loaded into that JVM."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:guarded, no problem",
      "1:a person should look at it: unguarded, off, observing, or a problem",
      "2:not reachable"
    })
final class DoctorCommand implements Callable<Integer> {
  /** A watch that last came back longer ago than this is a problem. */
  private static final Duration LATE = Duration.ofSeconds(15);

  /** How the problem begins that the guard itself reports where it can. */
  private static final String WATCH = "the thread flowguard-watch";

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

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "lines for people or an object for programs, per process (default: text)")
  OutputFormat format = OutputFormat.TEXT;

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
      for (TargetJvm.Running each : TargetJvm.list()) {
        if (!each.id().equals(self)) {
          worst = Math.max(worst, examineOne(each.id(), out, err));
          if (format == OutputFormat.TEXT) {
            out.println();
          }
        }
      }
      return worst;
    } catch (UnreachableException e) {
      err.println(e.getMessage());
      return FlowguardCommand.UNUSABLE;
    }
  }

  private int examineOne(String pid, PrintWriter out, PrintWriter err) throws IOException {
    try {
      return examine(pid, out);
    } catch (UnreachableException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  private int examine(String pid, PrintWriter out) throws UnreachableException, IOException {
    try (TargetJvm jvm = TargetJvm.of(pid)) {
      String status = jvm.status();
      String command = jvm.command();
      int space = command.indexOf(' ');
      String program = space < 0 ? command : command.substring(0, space);
      Map<String, Object> now = status == null ? Map.of() : Json.object(status);
      List<String> problems =
          status == null
              ? List.of("there is no guard. Start it with -javaagent, or 'attach " + pid + "'")
              : problems(now);
      if (format == OutputFormat.JSON) {
        out.println(json(pid, program, problems, status));
      } else {
        out.println("process  " + pid + "  " + program);
        problems.forEach(problem -> out.println("PROBLEM  " + problem));
        if (status != null) {
          guard(now, out);
        }
        flags(jvm.flags(), out);
      }
      return problems.isEmpty() ? 0 : 1;
    }
  }

  private static String json(
      String pid, String program, List<String> problems, @Nullable String status)
      throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("process", pid);
      json.writeStringField("program", program);
      json.writeArrayFieldStart("problems");
      for (String problem : problems) {
        json.writeString(problem);
      }
      json.writeEndArray();
      if (status != null) {
        json.writeFieldName("status");
        json.writeRawValue(status);
      }
      json.writeEndObject();
    }
    return out.toString();
  }

  /** Prints what the guard reports about itself. */
  private static void guard(Map<String, Object> now, PrintWriter out) {
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
    if (Json.text(policy, "sha256").isEmpty()) {
      out.println("policy   none in force; named: " + Json.text(policy, "origin"));
    } else {
      policy(now, policy, out);
    }
    out.println("journal  " + Json.text(now, "journal"));
    for (Object outlet : Json.list(now, "outlets")) {
      out.println("outlet   " + outlet((Map<?, ?>) outlet));
    }
    List<Object> waiting = new ArrayList<>();
    for (Map.Entry<?, ?> gate : Json.map(now, "gates").entrySet()) {
      if (StatusReport.WAITING.equals(gate.getValue())) {
        waiting.add(gate.getKey());
      } else {
        out.println("gate     " + gate.getKey() + "  " + gate.getValue());
      }
    }
    if (!waiting.isEmpty()) {
      out.println("waiting  " + joined(waiting) + ": no class of these is loaded yet");
    }
    for (Object each : Json.list(now, "sources")) {
      out.println("source   " + source((Map<?, ?>) each));
    }
    for (Object each : Json.list(now, "own_values")) {
      out.println("own      " + own((Map<?, ?>) each));
    }
    for (Object each : Json.list(now, "memory")) {
      out.println("memory   " + MemoryLine.of((Map<?, ?>) each));
    }
    for (Object each : Json.list(now, "not_active")) {
      out.println("inactive " + each);
    }
    for (Object each : Json.list(now, "unproven")) {
      out.println("unproven " + each);
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
  }

  private static void policy(Map<String, Object> now, Map<?, ?> policy, PrintWriter out) {
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
    out.println("reaches  " + joined(Json.list(now, "recipients")));
  }

  /** One declared source: what it has matched and captured so far. */
  private static String source(Map<?, ?> source) {
    String declared = Json.text(source, "source");
    String state = Json.text(source, "state");
    boolean isFiles = declared.startsWith("files ");
    String line = declared + " of " + Json.text(source, "category") + ": " + state;
    if (state.equals("matched")) {
      String matched = Json.text(source, "matched");
      line += " " + matched + (isFiles ? " file" : " method") + (matched.equals("1") ? "" : "s");
    }
    String why = Json.text(source, "why");
    if (!why.isEmpty()) {
      line += ": " + why;
    }
    if (!isFiles) {
      line += ", captured " + Json.text(source, "captured");
      String last = Json.text(source, "last");
      line += last.isEmpty() ? "" : ", last " + last;
    }
    return line;
  }

  /** One whole value that the application itself sends again and again. */
  private static String own(Map<?, ?> value) {
    return Json.text(value, "location")
        + " to "
        + Json.text(value, "processor")
        + ": a value of "
        + Json.text(value, "chars")
        + " chars, in "
        + Json.text(value, "requests")
        + " requests, is not taken for content";
  }

  private static String joined(List<?> texts) {
    return String.join(", ", texts.stream().map(String::valueOf).toList());
  }

  /** What a person should look at, the state first. */
  private static List<String> problems(Map<?, ?> now) {
    List<String> problems = new ArrayList<>();
    for (Object reason : Json.list(now, "reasons")) {
      problems.add("the guard is " + Json.text(now, "state") + ": " + reason);
    }
    Map<?, ?> observing = Json.map(now, "observing");
    if (!observing.isEmpty()) {
      problems.add(
          "the guard observes and blocks nothing, by "
              + Json.text(observing, "by")
              + ", until "
              + Json.text(observing, "until")
              + ": "
              + Json.text(observing, "reason"));
    }
    problems.addAll(reported(now));
    return problems;
  }

  /** What is wrong although the guard does what it was asked for. */
  static List<String> reported(Map<?, ?> now) {
    List<String> problems = new ArrayList<>();
    for (Object problem : Json.list(now, "problems")) {
      problems.add(String.valueOf(problem));
    }
    String lookedAt = Json.text(now, "looked_at");
    if (isLate(lookedAt) && problems.stream().noneMatch(each -> each.startsWith(WATCH))) {
      problems.add(
          WATCH
              + " has not come back since "
              + lookedAt
              + ": what this shows may be old. Take a thread dump of the process (jcmd PID"
              + " Thread.print), and report it");
    }
    return problems;
  }

  private static String outlet(Map<?, ?> outlet) {
    StringBuilder line = new StringBuilder(Json.text(outlet, "name"));
    for (String count : List.of("delivered", "dropped", "set_aside")) {
      line.append(", ")
          .append(count.replace('_', ' '))
          .append(' ')
          .append(Json.text(outlet, count));
    }
    line.append(", ").append(Json.text(outlet, "health"));
    String detail = Json.text(outlet, "detail");
    return detail.isEmpty() ? line.toString() : line + ": " + detail;
  }

  private static boolean isLate(String lookedAt) {
    try {
      return !lookedAt.isEmpty()
          && Duration.between(Instant.parse(lookedAt), Instant.now()).compareTo(LATE) > 0;
    } catch (DateTimeParseException e) {
      return true; // of another version
    }
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
