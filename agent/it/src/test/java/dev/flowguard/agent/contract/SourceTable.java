package dev.flowguard.agent.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes the table of servers, clients and drivers in {@code docs/coverage.md} from what {@link
 * SourceCoverage} has noted. Public because Maven runs it.
 */
public final class SourceTable {
  private static final String BEGIN = "<!-- sources: written by the test run -->\n";
  private static final String END = "<!-- end of sources -->\n";
  private static final Pattern TEST = Pattern.compile("^\\| `(\\w+)` \\|");

  private SourceTable() {}

  /** Arguments: folder of the notes, and the file that has the table. */
  public static void main(String[] arguments) throws IOException {
    Path document = Path.of(arguments[1]);
    String text = Files.readString(document);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(document + " lacks the lines around the table: " + BEGIN);
    }
    String table = table(text.substring(begin + BEGIN.length(), end), Path.of(arguments[0]));
    Files.writeString(
        document, text.substring(0, begin + BEGIN.length()) + table + text.substring(end));
    System.out.print(table);
  }

  /** The rows of tests that were not run now stay as they are. */
  private static String table(String before, Path folder) throws IOException {
    SortedMap<String, String> rows = new TreeMap<>();
    for (String row : before.lines().toList()) {
      Matcher named = TEST.matcher(row);
      if (named.find()) {
        rows.put(named.group(1), row);
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".tsv")).toList()) {
        String test = file.getFileName().toString().replace(".tsv", "");
        rows.put(test, row(test, Files.readAllLines(file)));
      }
    }
    return "| test | kinds | with | passed |\n|---|---|---|---|\n"
        + String.join("\n", rows.values())
        + "\n";
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
