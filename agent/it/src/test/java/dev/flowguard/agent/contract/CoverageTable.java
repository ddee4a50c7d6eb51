package dev.flowguard.agent.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Writes the table of clients in {@code docs/coverage.md} from what {@link Coverage} has noted.
 * Public because Maven runs it.
 */
public final class CoverageTable {
  private static final String BEGIN = "<!-- clients: written by the test run -->\n";
  private static final String END = "<!-- end of clients -->\n";
  private static final String HEAD =
      "| client | versions | JDK | protocols | bodies | has none of | gate | test | passed |\n"
          + "|---|---|---|---|---|---|---|---|---|\n";
  private static final Pattern TEST = Pattern.compile("`(\\w+GateIT)`");
  private static final Map<String, String> SCHEMES =
      Map.of("HTTP", "HTTP/1.1", "HTTPS", "HTTP/1.1 on TLS", "HTTP2", "HTTP/2 on TLS");

  private CoverageTable() {}

  /** Arguments: folder of the notes, and the file that has the table. */
  public static void main(String[] arguments) throws IOException {
    new WrittenTable(BEGIN, END, HEAD, TEST, CoverageTable::row)
        .write(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  private static String row(String test, List<String> lines) {
    Map<String, Set<String>> facts = new TreeMap<>();
    Map<String, Set<String>> outcomes = new TreeMap<>(); // of all cases of a test in one setup
    for (String line : lines) {
      String[] members = line.split("\t");
      if (!members[0].equals("test")) {
        facts.computeIfAbsent(members[0], name -> new LinkedHashSet<>()).add(members[1]);
        continue;
      }
      facts.computeIfAbsent("version", name -> new LinkedHashSet<>()).add(members[1]);
      facts.computeIfAbsent("jdk", name -> new TreeSet<>()).add(members[2]);
      facts.computeIfAbsent("scheme", name -> new LinkedHashSet<>()).add(SCHEMES.get(members[3]));
      outcomes
          .computeIfAbsent(line.substring(0, line.lastIndexOf('\t')), each -> new TreeSet<>())
          .add(members[5]);
    }
    long failed = outcomes.values().stream().filter(all -> all.contains("failed")).count();
    long passed =
        outcomes.values().stream()
            .filter(all -> all.contains("passed") && !all.contains("failed"))
            .count();
    List<String> kinds = new ArrayList<>();
    for (String kind : facts.getOrDefault("kind", Set.of())) {
      kinds.add(kind.toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    Set<String> artifacts = facts.getOrDefault("artifact", Set.of());
    return "| "
        + String.join(
            " | ",
            artifacts.isEmpty() ? "of the JDK" : "`" + String.join("`, `", artifacts) + "`",
            join(facts, "version"),
            join(facts, "jdk"),
            join(facts, "scheme"),
            String.join(", ", kinds),
            join(facts, "without"),
            "`" + join(facts, "gate") + "`",
            "`" + test + "`",
            passed + (failed == 0 ? "" : ", **" + failed + " failed**"))
        + " |";
  }

  private static String join(Map<String, Set<String>> facts, String name) {
    return String.join(", ", facts.getOrDefault(name, Set.of()));
  }
}
