package dev.flowguard.agent.cli;

import dev.flowguard.agent.cli.TargetJvm.UnreachableException;
import dev.flowguard.agent.watch.ObserveSwitch;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Switches a guard that runs to mode observe, for a while and for a reason. */
@Command(
    name = "observe",
    description = {
      "Lets a guard that runs observe for a while instead of block: an emergency switch.",
      "It needs a reason, ends by itself, and is recorded and alerted, with what passed meanwhile."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:written; the guard follows within two seconds", "2:not done"})
final class ObserveCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "PID",
      description = "the guarded process, if --journal is not given")
  @Nullable String pid;

  @Option(names = "--journal", paramLabel = "FOLDER", description = "the folder of its journal")
  @Nullable File journal;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "15",
      description = "how long, at most 60 (default: 15)")
  int minutes = 15;

  @Option(names = "--reason", paramLabel = "TEXT", description = "why; it is recorded")
  @Nullable String reason;

  @Option(names = "--end", description = "ends it at once")
  boolean end;

  @CommandLine.Spec CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      File folder = folder();
      if (end) {
        boolean was = ObserveSwitch.remove(folder);
        out.println(was ? "ended" : "it was not switched to observe");
        return 0;
      }
      String why = reason == null ? "" : reason;
      ObserveSwitch.write(
          folder, Duration.ofMinutes(minutes), why, System.getProperty("user.name", "unknown"));
      out.println(
          "The guard that writes to "
              + folder.getPath()
              + " observes for "
              + minutes
              + " minutes, then blocks again.");
      return 0;
    } catch (IllegalArgumentException | IOException | UnreachableException e) {
      err.println("not switched: " + e.getMessage());
      return FlowguardCommand.UNUSABLE;
    }
  }

  private File folder() throws UnreachableException, IOException {
    if (journal != null) {
      return journal.getAbsoluteFile();
    }
    if (pid == null) {
      throw new IllegalArgumentException("name the process, or the folder with --journal");
    }
    try (TargetJvm jvm = TargetJvm.of(pid)) {
      String status = jvm.status();
      if (status == null) {
        throw new UnreachableException("process " + pid + " is not guarded");
      }
      return new File(Json.text(Json.object(status), "journal"));
    }
  }
}
