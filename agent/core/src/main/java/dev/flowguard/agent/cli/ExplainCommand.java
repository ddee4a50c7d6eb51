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
import dev.flowguard.rules.provenance.Compared;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.recording.HarFile;
import dev.flowguard.rules.recording.RecordedRequest;
import dev.flowguard.rules.recording.RecordingFormatException;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
    description =
        "Prints every step of one decision, and a sentence that sums it up; of an event, what the"
            + " journal recorded.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:explained", "2:no such case, request or event, or unusable input"})
final class ExplainCommand implements Callable<Integer> {
  private static final int MOST_IDS = 3;

  @Parameters(
      paramLabel = "CASES.jsonl#ID|RECORDING.har#ID|EVENT-ID",
      description =
          "a case of a case file, a request of a recording by the id that 'scan' prints, or the id of"
              + " an event with --journal")
  String subject = "";

  @Option(
      names = "--journal",
      paramLabel = "JOURNAL",
      description = "a journal's file or folder, for an event")
  @Nullable Path journal;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description =
          "the policy file; none means the built-in one. For an event, it has the words of the"
              + " clauses and the remedy")
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
              explain(recorded, judge, policy, out);
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

  private static void explain(
      RecordedRequest recorded, Judge judge, Policy policy, PrintWriter out) {
    int number = 0;
    int all = recorded.readings().size();
    for (OutboundRequest reading : recorded.readings()) {
      RequestUrl url = RequestUrl.parse(reading.url());
      String which = ++number + " of " + all;
      out.println(
          recorded.id()
              + ", "
              + VerdictLine.inert(reading.method())
              + " "
              + VerdictLine.inert(url.host() + url.path())
              + (all == 1
                  ? ""
                  : ", reading " + which + ": the recording leaves open what was sent"));
      Steps steps = new Steps(out);
      sumUp(judge.judge(reading, steps), steps, policy, out);
    }
  }

  /** Prints each step, and remembers what came nearest to counting of what does not count. */
  private static final class Steps implements Trace {
    private final PrintWriter out;
    private @Nullable Compared nearest;

    Steps(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void step(String stage, Supplier<String> text) {
      out.printf("%-12s %s%n", stage, text.get());
    }

    @Override
    public Compared.Listener compared() {
      Compared.Listener steps = Trace.super.compared();
      return found -> {
        steps.compared(found);
        boolean isNearer = nearest == null || letters(found) > letters(nearest);
        nearest = isNearer && !found.origin().decisive() ? found : nearest;
      };
    }

    private static int letters(Compared found) {
      return found.origin().comparison().letters();
    }
  }

  private static void sumUp(Verdict verdict, Steps steps, Policy policy, PrintWriter out) {
    out.println();
    PlainSentence.of(verdict, policy).forEach(out::println);
    Compared nearest = steps.nearest;
    if (nearest != null && verdict.violations().isEmpty()) {
      out.println("near miss: " + nearest.origin().compared("") + ".");
    }
  }

  private int event(Path place, PrintWriter out, PrintWriter err) {
    Policy policy = PolicyArgument.load(policyFile, err);
    if (policy == null) {
      return FlowguardCommand.UNUSABLE;
    }
    Set<String> beginning = new LinkedHashSet<>();
    try {
      for (Path file : files(place)) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Map<String, Object> record = line.contains(subject) ? record(line) : Map.of();
            String id = Json.text(Json.map(record, "metadata"), "uid");
            if (id.equals(subject)) {
              new RecordedEvent(record).print(policy, policyFile != null, out);
              return 0;
            }
            if (id.startsWith(subject) && beginning.size() < MOST_IDS) {
              beginning.add(id);
            }
          }
        }
      }
    } catch (NoSuchFileException e) {
      err.println(
          place
              + ": no such file or folder. Name the folder that journal.dir sets; 'doctor' prints it.");
      return FlowguardCommand.UNUSABLE;
    } catch (IOException e) {
      err.println(PolicyArgument.unreadable(place, e));
      return FlowguardCommand.UNUSABLE;
    }
    err.println(
        place
            + ": holds no event "
            + subject
            + (beginning.isEmpty()
                ? ". Its id is in the exception's message, in the alert, and in metadata.uid."
                : ". Ids that begin so: " + String.join(", ", beginning) + "."));
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

  private static Map<String, Object> record(String line) {
    try {
      return Json.object(line);
    } catch (IOException e) {
      return Map.of(); // a torn line
    }
  }
}
