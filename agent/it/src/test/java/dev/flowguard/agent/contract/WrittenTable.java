package dev.flowguard.agent.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A table of a document that a test run writes, between two lines that name it.
 *
 * @param begin the line before it
 * @param end the line after it
 * @param head its first two lines
 * @param test finds the name of the test in a row
 * @param row makes the row of a test from its notes
 */
record WrittenTable(
    String begin,
    String end,
    String head,
    Pattern test,
    BiFunction<String, List<String>, String> row) {
  /** Writes and prints it; the rows of tests that were not run now stay as they are. */
  void write(Path notes, Path document) throws IOException {
    String text = Files.readString(document);
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IOException(document + " lacks the lines around the table: " + begin);
    }
    String before = text.substring(0, from + begin.length());
    SortedMap<String, String> rows = new TreeMap<>();
    for (String each : text.substring(before.length(), to).lines().toList()) {
      Matcher named = test.matcher(each);
      if (named.find()) {
        rows.put(named.group(1), each);
      }
    }
    try (Stream<Path> files = Files.list(notes)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".tsv")).toList()) {
        String name = file.getFileName().toString().replace(".tsv", "");
        rows.put(name, row.apply(name, Files.readAllLines(file)));
      }
    }
    String table = head + String.join("\n", rows.values()) + "\n";
    Files.writeString(document, before + table + text.substring(to));
    System.out.print(table);
  }
}
