package dev.flowguard.agent.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Writes the table of clients in {@code docs/coverage.md} from what {@link Coverage} has noted. */
final class CoverageTable {
  private static final String BEGIN = "<!-- clients: written by the test run -->\n";
  private static final String END = "<!-- end of clients -->\n";
  private static final Map<String, String> SCHEMES =
      Map.of("HTTP", "HTTP/1.1", "HTTPS", "HTTP/1.1 on TLS", "HTTP2", "HTTP/2 on TLS");

  private CoverageTable() {}

  /** Arguments: folder of the notes, and the file that has the table. */
  public static void main(String[] arguments) throws IOException {
    Path document = Path.of(arguments[1]);
    String text = Files.readString(document);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(document + " lacks the lines that the table stands between: " + BEGIN);
    }
    String table = table(Path.of(arguments[0]));
    Files.writeString(
        document, text.substring(0, begin + BEGIN.length()) + table + text.substring(end));
    System.out.print(table);
  }

  private static String table(Path folder) throws IOException {
    StringBuilder table =
        new StringBuilder(
            "| client | versions | JDK | protocols | bodies | has none of | gate | test | passed |\n"
                + "|---|---|---|---|---|---|---|---|---|\n");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".tsv")).sorted().toList()) {
        table.append(row(file)).append('\n');
      }
    }
    return table.toString();
  }

  private static String row(Path file) throws IOException {
    String test = file.getFileName().toString().replace(".tsv", "");
    Map<String, Set<String>> facts = new TreeMap<>();
    int passed = 0;
    int failed = 0;
    for (String line : Files.readAllLines(file)) {
      String[] members = line.split("\t");
      if (!members[0].equals("test")) {
        facts.computeIfAbsent(members[0], name -> new LinkedHashSet<>()).add(members[1]);
        continue;
      }
      facts.computeIfAbsent("version", name -> new LinkedHashSet<>()).add(members[1]);
      facts.computeIfAbsent("jdk", name -> new TreeSet<>()).add(members[2]);
      facts.computeIfAbsent("scheme", name -> new LinkedHashSet<>()).add(SCHEMES.get(members[3]));
      passed += members[5].equals("passed") ? 1 : 0;
      failed += members[5].equals("failed") ? 1 : 0;
    }
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
