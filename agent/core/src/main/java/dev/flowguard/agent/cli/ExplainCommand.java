package dev.flowguard.agent.cli;

import dev.flowguard.agent.journal.OwnFolder;
import dev.flowguard.rules.cases.Case;
import dev.flowguard.rules.cases.CaseFile;
import dev.flowguard.rules.cases.CaseRun;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.judge.Trace;
import dev.flowguard.rules.policy.NearestWord;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ComparedRun;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.recording.HarFile;
import dev.flowguard.rules.recording.RecordingFormatException;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains how a decision came about: of a case by judging it, of an event by its record. */
@Command(
    name = "explain",
    description = {
      "Prints every step of one decision, and a sentence that sums it up; of an event, what the",
      "journal recorded."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:explained", "2:no such case, request or event, or unusable input"})
final class ExplainCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "CASES.jsonl#ID|RECORDING.har#ID|EVENT-ID",
      description = {
        "a case of a case file, a request of a recording by the id that 'scan' prints, or the id of an",
        "event with --journal"
      })
  String subject = "";

  @Option(
      names = "--journal",
      paramLabel = "JOURNAL",
      description = "a journal's file or folder, for an event")
  @Nullable Path journal;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description = "the policy file, for a case or request; none means the built-in one")
  @Nullable Path policyFile;

  @Option(
      names = "--captured",
      paramLabel = "CAPTURED.jsonl",
      description = "values that sources had seen before, as for 'test' and 'scan'")
  @Nullable Path capturedFile;

  @CommandLine.Spec CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (journal != null) {
      return event(journal, out, err);
    }
    int hash = subject.lastIndexOf('#');
    if (hash <= 0 || hash == subject.length() - 1) {
      err.println(
          "'"
              + subject
              + "' is not a case. Write CASES.jsonl#ID for a case, RECORDING.har#ID for a request of a"
              + " recording, or add --journal JOURNAL for an event.");
      return FlowguardCommand.UNUSABLE;
    }
    Policy policy = PolicyArgument.load(policyFile, err);
    CaseFile.CapturedFile captured =
        policy == null ? null : CaseArgument.captured(capturedFile, policy, err);
    if (policy == null || captured == null) {
      return FlowguardCommand.UNUSABLE;
    }
    captured = PublicArgument.added(captured, policy, policyFile, err);
    Path file = Path.of(subject.substring(0, hash));
    String id = subject.substring(hash + 1);
    return subject.substring(0, hash).endsWith(".har")
        ? explainRequest(file, id, policy, captured, out, err)
        : explainCase(file, id, policy, captured, out, err);
  }

  private int explainCase(
      Path file,
      String id,
      Policy policy,
      CaseFile.CapturedFile captured,
      PrintWriter out,
      PrintWriter err) {
    List<Case> cases = CaseArgument.cases(file, policy, err);
    if (cases == null) {
      return FlowguardCommand.UNUSABLE;
    }
    Case wanted = null;
    for (Case each : cases) {
      wanted = each.id().equals(id) ? each : wanted;
    }
    if (wanted == null) {
      String nearest = NearestWord.to(id, cases.stream().map(Case::id).toList());
      err.println(
          file
              + ": has no case "
              + id
              + (nearest == null ? "." : ". Did you mean " + nearest + "?"));
      return FlowguardCommand.UNUSABLE;
    }
    out.println(id + ", to be " + (wanted.block() ? "blocked" : "allowed"));
    Steps steps = new Steps(out);
    sumUp(CaseRun.judge(wanted, captured, policy, steps), steps, policy, out);
    return 0;
  }

  private int explainRequest(
      Path file,
      String id,
      Policy policy,
      CaseFile.CapturedFile captured,
      PrintWriter out,
      PrintWriter err) {
    ProtectedContent content = new ProtectedContent();
    Judge judge = new Judge(policy, null, content, Clock.systemUTC());
    captured.addTo(content, policy);
    boolean[] isFound = {false};
    try (InputStream in = Files.newInputStream(file)) {
      HarFile.read(
          file.toString(),
          in,
          recorded -> {
            if (recorded.id().equals(id)) {
              isFound[0] = true;
              for (OutboundRequest reading : recorded.readings()) {
                out.println(id);
                Steps steps = new Steps(out);
                sumUp(judge.judge(reading, steps), steps, policy, out);
              }
            }
          });
    } catch (RecordingFormatException e) {
      err.println(e.getMessage());
      return FlowguardCommand.UNUSABLE;
    } catch (IOException e) {
      err.println(PolicyArgument.unreadable(file, e));
      return FlowguardCommand.UNUSABLE;
    }
    if (!isFound[0]) {
      err.println(file + ": has no request " + id + ". 'scan' prints the ids, such as entries[3].");
      return FlowguardCommand.UNUSABLE;
    }
    return 0;
  }

  /** Prints each step, and remembers the longest run of captured text. */
  private static final class Steps implements Trace {
    private final PrintWriter out;
    private @Nullable ComparedRun longest;

    Steps(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void step(String stage, Supplier<String> text) {
      out.printf("%-12s %s%n", stage, text.get());
    }

    @Override
    public ComparedRun.Listener runs() {
      ComparedRun.Listener steps = Trace.super.runs();
      return run -> {
        steps.compared(run);
        longest = longest == null || run.letters() > longest.letters() ? run : longest;
      };
    }
  }

  private static void sumUp(Verdict verdict, Steps steps, Policy policy, PrintWriter out) {
    out.println();
    PlainSentence.of(verdict, policy).forEach(out::println);
    ComparedRun longest = steps.longest;
    if (longest != null && verdict.violations().isEmpty()) {
      out.println(
          "near miss: the longest run of captured text has "
              + longest.letters()
              + " of "
              + longest.needed()
              + " letters needed.");
    }
  }

  private int event(Path place, PrintWriter out, PrintWriter err) {
    try {
      for (Path file : files(place)) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(subject) && isRecordOf(line)) {
              print(Json.object(line), "", out);
              return 0;
            }
          }
        }
      }
    } catch (IOException e) {
      err.println(PolicyArgument.unreadable(place, e));
      return FlowguardCommand.UNUSABLE;
    }
    err.println(
        place
            + ": holds no event "
            + subject
            + ". Its id is in the exception's message, in the alert, and in metadata.uid.");
    return FlowguardCommand.UNUSABLE;
  }

  /**
   * A journal's files by name, which begins with when they were begun; of a folder that users share
   * also those in each user's own folder in it.
   */
  private static List<Path> files(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> files = Files.walk(place, 2)) {
      return files
          .filter(file -> isOfJournal(place, file.getParent()))
          .filter(file -> file.toString().endsWith(".jsonl"))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause(); // a folder of another user
    }
  }

  private static boolean isOfJournal(Path place, @Nullable Path folder) {
    return place.equals(folder)
        || folder != null && OwnFolder.isOfOneUser(String.valueOf(folder.getFileName()));
  }

  private boolean isRecordOf(String line) {
    try {
      return Json.text(Json.map(Json.object(line), "metadata"), "uid").equals(subject);
    } catch (IOException e) {
      return false; // a torn line
    }
  }

  private static void print(Map<?, ?> object, String prefix, PrintWriter out) {
    for (Map.Entry<?, ?> member : object.entrySet()) {
      String name = prefix + member.getKey();
      if (member.getValue() instanceof Map<?, ?> inner) {
        print(inner, name.equals("unmapped") ? "" : name + ".", out);
      } else if (!name.equals("crc32c")) {
        out.printf("%-36s %s%n", name, readable(name, member.getValue()));
      }
    }
  }

  private static Object readable(String name, Object value) {
    boolean isTime = name.equals("time") || name.endsWith("_time");
    return isTime && value instanceof String millis
        ? Instant.ofEpochMilli(Long.parseLong(millis)).toString()
        : value;
  }
}
