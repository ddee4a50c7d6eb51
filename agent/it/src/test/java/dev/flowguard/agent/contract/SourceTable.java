package dev.flowguard.agent.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes the table of servers, clients and drivers in {@code docs/coverage.md} from what {@link
 * SourceCoverage} has noted. Public because Maven runs it.
 */
public final class SourceTable {
  private static final String BEGIN = "<!-- sources: written by the test run -->\n";
  private static final String END = "<!-- end of sources -->\n";
  private static final String HEAD = "| test | kinds | with | passed |\n|---|---|---|---|\n";
  private static final Pattern TEST = Pattern.compile("^\\| `(\\w+)` \\|");

  private SourceTable() {}

  /** Arguments: folder of the notes, and the file that has the table. */
  public static void main(String[] arguments) throws IOException {
    new WrittenTable(BEGIN, END, HEAD, TEST, SourceTable::row)
        .write(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  private static String row(String test, List<String> lines) {
    Set<String> kinds = new LinkedHashSet<>();
    Set<String> subjects = new LinkedHashSet<>();
    List<String> outcomes = lines.stream().map(line -> line.split("\t")[2]).toList();
    for (String line : lines) {
      kinds.add(line.split("\t")[0]);
      subjects.add(line.split("\t")[1]);
    }
    int failed = Collections.frequency(outcomes, SourceCoverage.Notes.FAILED);
    int impossible = Collections.frequency(outcomes, SourceCoverage.Notes.NOT_POSSIBLE);
    return "| "
        + String.join(
            " | ",
            "`" + test + "`",
            String.join(", ", kinds),
            String.join("; ", subjects),
            Collections.frequency(outcomes, SourceCoverage.Notes.PASSED)
                + (impossible == 0 ? "" : ", " + impossible + " not possible")
                + (failed == 0 ? "" : ", **" + failed + " failed**"))
        + " |";
  }
}
