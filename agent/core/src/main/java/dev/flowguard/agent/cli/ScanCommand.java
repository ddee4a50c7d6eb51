package dev.flowguard.agent.cli;

import dev.flowguard.rules.cases.CaseFile;
import dev.flowguard.rules.decision.Decision;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Recipients;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.recording.HarFile;
import dev.flowguard.rules.recording.RecordedRequest;
import dev.flowguard.rules.recording.RecordingFormatException;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges what a browser or server sent, out of a recording. */
@Command(
    name = "scan",
    description = "Judges the requests of a recording (HTTP Archive), such as a browser exports.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:clean", "1:at least one violation", "2:unusable input"})
final class ScanCommand implements Callable<Integer> {
  private static final int HOSTS_SHOWN = 20;
  private static final Path STANDARD_INPUT = Path.of("-");

  @Parameters(
      paramLabel = "RECORDING.har",
      description = "an HTTP Archive, or - for standard input; read as a stream")
  @Nullable Path recording;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description = "the policy file; none means the built-in one")
  @Nullable Path policyFile;

  @Option(
      names = "--captured",
      paramLabel = "C.jsonl",
      description = {
        "content whose origin is known, an object a line:",
        "{category, text|base64, owner?, document?} or {public}"
      })
  @Nullable Path capturedFile;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "lines for people, or an object for programs per request (default: text)")
  OutputFormat format = OutputFormat.TEXT;

  @CommandLine.Spec CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Path file = Objects.requireNonNull(recording);
    Policy policy = PolicyArgument.load(policyFile, err);
    if (policy == null) {
      return FlowguardCommand.UNUSABLE;
    }
    ProtectedContent content = new ProtectedContent();
    CaseFile.CapturedFile captured = CaseArgument.captured(capturedFile, policy, err);
    if (captured == null) {
      return FlowguardCommand.UNUSABLE;
    }
    Summary summary = new Summary(PolicyArgument.named(policy, policyFile));
    Judge judge = new Judge(policy, null, content, Clock.systemUTC());
    PublicArgument.added(captured, policy, policyFile, err).addTo(content, policy);
    try (InputStream in = open(file)) {
      HarFile.read(file.toString(), in, request -> judge(judge, request, summary, out));
    } catch (RecordingFormatException e) {
      err.println(e.getMessage());
      return FlowguardCommand.UNUSABLE;
    } catch (IOException e) {
      err.println(PolicyArgument.unreadable(file, e));
      return FlowguardCommand.UNUSABLE;
    }
    if (format == OutputFormat.TEXT) {
      summary.print(out);
    }
    return summary.blocked == 0 ? 0 : 1;
  }

  private static InputStream open(Path file) throws IOException {
    return file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(file);
  }

  private void judge(Judge judge, RecordedRequest recorded, Summary summary, PrintWriter out) {
    Verdict verdict = null;
    for (OutboundRequest reading : recorded.readings()) {
      Verdict next = judge.judge(reading);
      verdict = verdict == null ? next : verdict.and(next);
    }
    if (verdict == null) {
      return;
    }
    OutboundRequest request = recorded.readings().get(0);
    RequestUrl url = RequestUrl.parse(request.url());
    summary.add(verdict, url.host());
    if (format == OutputFormat.JSON) {
      try {
        out.println(VerdictLine.json(recorded.id(), summary.place(request.method(), url), verdict));
      } catch (IOException e) {
        throw new UncheckedIOException(e); // a StringWriter has none
      }
    } else if (verdict.decision() instanceof Decision.Block
        || verdict.inspection() instanceof Inspection.Incomplete) {
      String inspection =
          verdict.inspection() instanceof Inspection.Incomplete
              ? "  (" + verdict.inspection() + ")"
              : "";
      out.printf(
          "%s  %s  %s %s  %s%s%s%n",
          recorded.id(),
          verdict.recipient(),
          VerdictLine.inert(request.method()),
          VerdictLine.inert(url.host() + url.path()),
          verdict.decision(),
          VerdictLine.text(verdict),
          inspection);
    }
  }

  /** Counts over a recording. */
  private static final class Summary {
    private final Map<String, Integer> byRecipient = new TreeMap<>();
    private final Map<String, Integer> undeclared = new TreeMap<>();
    private final String policy;
    private int requests;
    private int blocked;
    private int notInspected;

    Summary(String policy) {
      this.policy = policy;
    }

    /** Where a request went, and the policy that judged it. */
    Map<String, String> place(String method, RequestUrl url) {
      Map<String, String> place = new LinkedHashMap<>();
      place.put("method", method);
      place.put("host", url.host());
      place.put("path", url.path());
      place.put("policy", policy);
      return place;
    }

    void add(Verdict verdict, String host) {
      requests++;
      byRecipient.merge(verdict.recipient(), 1, Integer::sum);
      blocked += verdict.decision() instanceof Decision.Block ? 1 : 0;
      notInspected += verdict.inspection() instanceof Inspection.Incomplete ? 1 : 0;
      if (verdict.recipient().equals("undeclared")) {
        undeclared.merge(VerdictLine.inert(Recipients.normalize(host)), 1, Integer::sum);
      }
    }

    void print(PrintWriter out) {
      if (blocked > 0 || notInspected > 0) {
        out.println();
      }
      out.printf(
          "%d requests: %d with violations, %d not inspected in full; policy %s%n",
          requests, blocked, notInspected, policy);
      byRecipient.forEach((recipient, count) -> out.printf("  %s: %d%n", recipient, count));
      if (!undeclared.isEmpty()) {
        out.println("hosts that the policy does not name:");
        undeclared.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(HOSTS_SHOWN)
            .forEach(host -> out.printf("  %s: %d%n", host.getKey(), host.getValue()));
        if (undeclared.size() > HOSTS_SHOWN) {
          out.printf("  … and %d more%n", undeclared.size() - HOSTS_SHOWN);
        }
      }
    }
  }
}
