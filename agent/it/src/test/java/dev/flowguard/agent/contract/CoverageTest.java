package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of {@code docs/coverage.md} against the tests that it names. */
class CoverageTest {
  private static final Path SOURCES =
      Path.of("src", "test", "java", "dev", "flowguard", "agent", "contract");
  private static final Path DOCUMENT = Path.of("..", "..", "docs", "coverage.md");

  static List<String> tests() throws IOException {
    try (Stream<Path> sources = Files.list(SOURCES)) {
      return sources
          .map(source -> source.getFileName().toString())
          .filter(name -> name.endsWith("GateIT.java"))
          .map(name -> name.replace(".java", ""))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("tests")
  void theTableHasARowOfEachClientWithItsLatestVersionAndNoFailure(String test) throws Exception {
    assertThat(row(test)).contains(abilities(test).latest().version()).doesNotContain("failed");
  }

  @ParameterizedTest
  @MethodSource("tests")
  void theRowSaysWhatTheTestSaysThatTheClientCannotDo(String test) throws Exception {
    String[] cells = row(test).split("\\|");
    List<String> lines = abilities(test).coverage();

    assertThat(cells[5].trim())
        .as("bodies")
        .isEqualTo(all(lines, "kind").toLowerCase(Locale.ROOT).replace('_', ' '));
    assertThat(cells[6].trim()).as("has none of").isEqualTo(all(lines, "without"));
  }

  private static String all(List<String> lines, String name) {
    return String.join(
        ", ",
        lines.stream()
            .filter(line -> line.startsWith(name + "\t"))
            .map(line -> line.substring(name.length() + 1))
            .toList());
  }

  private static Abilities abilities(String test) throws ReflectiveOperationException {
    Class<?> type = Class.forName("dev.flowguard.agent.contract." + test);
    return ((GateContract) type.getDeclaredConstructor().newInstance()).abilities();
  }

  private static String row(String test) throws IOException {
    List<String> rows =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.contains("`" + test + "`"))
            .toList();
    assertThat(rows).as("rows of %s, which a run with -Pmatrix writes", test).hasSize(1);
    return rows.get(0);
  }
}
