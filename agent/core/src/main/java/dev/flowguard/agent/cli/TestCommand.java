package dev.flowguard.agent.cli;

import dev.flowguard.rules.cases.Case;
import dev.flowguard.rules.cases.CaseFile;
import dev.flowguard.rules.cases.CaseRun;
import dev.flowguard.rules.policy.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges the cases of a file and compares with the expected verdicts. */
@Command(
    name = "test",
    description = {
      "Judges the requests of a case file and compares with the expected verdicts.",
      "Each case sees its own captured values and those of --captured, and nothing else."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:no scored case differs", "1:at least one differs", "2:unusable input"})
final class TestCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CASES.jsonl", description = "one case a line")
  @Nullable Path casesFile;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description = "the policy file; none means the built-in one")
  @Nullable Path policyFile;

  @Option(
      names = "--captured",
      paramLabel = "CAPTURED.jsonl",
      description = {
        "values that sources had seen before every case, one object a line: category, text or",
        "base64, optionally owner and document; or public"
      })
  @Nullable Path capturedFile;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "a line for people or an object for programs, per case (default: text)")
  OutputFormat format = OutputFormat.TEXT;

  @CommandLine.Spec CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Path file = Objects.requireNonNull(casesFile);
    Policy policy = PolicyArgument.load(policyFile, err);
    if (policy == null) {
      return FlowguardCommand.UNUSABLE;
    }
    List<Case> cases = CaseArgument.cases(file, policy, err);
    CaseFile.CapturedFile captured = CaseArgument.captured(capturedFile, policy, err);
    if (cases == null || captured == null) {
      return FlowguardCommand.UNUSABLE;
    }
    if (cases.isEmpty()) {
      err.println(file + ": holds no case. Write one JSON object a line.");
      return FlowguardCommand.UNUSABLE;
    }
    CaseFile.CapturedFile all = PublicArgument.added(captured, policy, policyFile, err);
    CaseRun run = CaseRun.of(cases, all, policy);
    if (format == OutputFormat.JSON) {
      for (CaseRun.Result result : run.results()) {
        out.println(VerdictLine.json(result.test().id(), Map.of(), result.verdict()));
      }
    } else {
      print(run, out);
    }
    return run.differences() == 0 ? 0 : 1;
  }

  private static void print(CaseRun run, PrintWriter out) {
    int width = run.results().stream().mapToInt(r -> r.test().id().length()).max().orElse(0);
    for (CaseRun.Result result : run.results()) {
      StringBuilder line = new StringBuilder();
      line.append(String.format("%-" + width + "s  ", result.test().id()));
      line.append(String.format("%-5s  ", result.verdict().decision()));
      line.append(String.format("%-11s", outcome(result)));
      line.append(VerdictLine.text(result.verdict()));
      out.println(line.toString().stripTrailing());
    }
    long allowed = run.results().stream().filter(r -> !r.test().block()).count();
    out.println();
    out.printf(
        "%d cases, %d of them to be allowed: %d false blocks%n",
        run.results().size(), allowed, run.falseBlocks());
    for (Map.Entry<Integer, CaseRun.Recall> row : run.recall().entrySet()) {
      out.printf(
          "difficulty %d: %d of %d caught%n",
          row.getKey(), row.getValue().caught(), row.getValue().all());
    }
    for (Map.Entry<String, CaseRun.Recall> row : run.apart().entrySet()) {
      out.printf(
          "not scored, %s: %d of %d caught%n",
          row.getKey(), row.getValue().caught(), row.getValue().all());
    }
  }

  private static String outcome(CaseRun.Result result) {
    if (!result.differs()) {
      return "ok";
    }
    String what = result.isFalseBlock() ? "FALSE BLOCK" : "MISSED";
    return result.test().isScored() ? what : what.toLowerCase(java.util.Locale.ROOT);
  }
}
