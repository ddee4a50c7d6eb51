package dev.flowguard.agent.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code flowguard} command: lists the commands and hands over to one of them. */
@Command(
    name = "flowguard",
    description = "Keeps users' content from reaching third-party processors.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      ValidateCommand.class,
      TestCommand.class,
      ScanCommand.class,
      ExplainCommand.class,
      AttachCommand.class,
      DoctorCommand.class,
      ObserveCommand.class,
      AlertTestCommand.class
    })
public final class FlowguardCommand implements Runnable {
  /** What the command line was about to do, but could not, for lack of usable input. */
  static final int UNUSABLE = 2;

  @CommandLine.Spec CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  /** Runs a command and returns its exit code: 0 good, 1 differences or violations, 2 unusable. */
  public static int run(String... args) {
    // UTF-8 whatever the platform says: the output is JSON or read by people.
    return new CommandLine(new FlowguardCommand())
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(args);
  }

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
  }
}
