package dev.flowguard.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/policy-reference.md and the reader know the same keys. */
class PolicyReferenceTest {
  /** How the reader names a mapping, without its id, and where the page has its keys. */
  private static final Map<String, String> PLACES =
      Map.ofEntries(
          Map.entry("the policy", ""),
          Map.entry("'document'", "document."),
          Map.entry("clause", "document.clauses.*."),
          Map.entry("'census'", "census."),
          Map.entry("processor", "processors.*."),
          Map.entry("each of 'also'", "processors.*.also[]."),
          Map.entry("each of 'accepts-files'", "processors.*.accepts-files[]."),
          Map.entry("a permit", "processors.*.permits[]."),
          Map.entry("a permit for hosts", "permits[]."),
          Map.entry("a signature", "processors.*.signatures[]."),
          Map.entry("category", "categories.*."),
          Map.entry("a shape", "categories.*.shapes[]."),
          Map.entry("a pattern", "categories.*.patterns[]."),
          Map.entry("a source", "categories.*.sources[]."),
          Map.entry("a rule", "rules[]."),
          Map.entry("an exception", "exceptions[]."));

  private static String page = "";

  @BeforeAll
  static void readThePage() throws Exception {
    page = Files.readString(Path.of("..", "docs", "policy-reference.md"));
  }

  private static String sample() {
    int start = page.indexOf("```yaml\n") + 8;
    return page.substring(start, page.indexOf("```\n", start));
  }

  private static Set<String> documented() {
    Set<String> keys = new TreeSet<>();
    for (String line : page.split("\n")) {
      if (line.startsWith("### `")) {
        assertThat(keys.add(line.substring(5, line.length() - 1))).as(line).isTrue();
      }
    }
    return keys;
  }

  @Test
  void theSampleIsReadWithoutAProblem() {
    PolicyFile.Reading reading =
        PolicyFile.read("sample.yaml", sample().getBytes(StandardCharsets.UTF_8));

    assertThat(reading.problems()).isEmpty();
    assertThat(reading.policy()).isNotNull();
  }

  @Test
  void eachKeyThatTheReaderAsksForHasAnEntryAndEachEntryIsAskedFor() {
    Set<String> asked = new TreeSet<>();
    PolicyFile.keysOf(sample())
        .forEach(
            (name, keys) -> {
              String kind = name.replaceFirst("^(clause|processor|category) '.*'$", "$1");
              assertThat(PLACES).as("a mapping without a section in the page").containsKey(kind);
              keys.forEach(key -> asked.add(PLACES.get(kind) + key));
            });

    assertThat(documented()).containsExactlyElementsOf(asked);
  }

  @Test
  void eachEntryHasTypeDefaultAndSample() {
    String[] entries = page.split("\n### `");

    assertThat(entries).hasSizeGreaterThan(50);
    for (int i = 1; i < entries.length; i++) {
      String name = entries[i].substring(0, entries[i].indexOf('`'));
      assertThat(entries[i])
          .as(name)
          .contains("\n- Type: ")
          .contains("\n- Default: ")
          .contains("\n- Sample: ");
    }
  }
}
