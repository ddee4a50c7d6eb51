package dev.flowguard.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.vocabulary.SourceKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/sources.md shows policies that can be used as they are. */
class SourcesPageTest {
  private static final Pattern POLICY =
      Pattern.compile("```yaml\n(policy: .*?)```", Pattern.DOTALL);

  static List<String> policies() throws Exception {
    List<String> policies = new ArrayList<>();
    Matcher matcher = POLICY.matcher(Files.readString(Path.of("..", "docs", "sources.md")));
    while (matcher.find()) {
      policies.add(matcher.group(1));
    }
    return policies;
  }

  @ParameterizedTest
  @MethodSource("policies")
  void eachPolicyIsReadWithoutAProblemAndIsActive(String text) {
    PolicyFile.Reading reading =
        PolicyFile.read("sources.md", text.getBytes(StandardCharsets.UTF_8));

    assertThat(reading.problems()).isEmpty();
    assertThat(reading.policy()).isNotNull();
    assertThat(reading.policy().notActive()).isEmpty();
  }

  @Test
  void thereIsOneForEachKind() throws Exception {
    String all = String.join("", policies());

    for (var kind : SourceKind.values()) {
      assertThat(all.contains("{ " + kind + ": ")).as("%s", kind).isTrue();
    }
  }
}
