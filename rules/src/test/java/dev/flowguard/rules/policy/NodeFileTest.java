package dev.flowguard.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is parsed when the jar is built is what its YAML files say. */
class NodeFileTest {
  static Stream<String> shipped() {
    return Stream.concat(
        Stream.of(Policy.BUILT_IN),
        Catalogue.ids().stream().map(id -> "/dev/flowguard/rules/catalogue/" + id + ".yaml"));
  }

  private static byte[] bytes(String resource) throws Exception {
    try (InputStream in = Objects.requireNonNull(Policy.class.getResourceAsStream(resource))) {
      return in.readAllBytes();
    }
  }

  private static String outline(Node node) {
    StringBuilder out = new StringBuilder();
    if (node instanceof Node.Mapping mapping) {
      for (Node.Pair pair : mapping.pairs()) {
        out.append(outline(pair.key())).append(": ").append(outline(pair.value()));
      }
      return "{" + out + "}";
    }
    if (node instanceof Node.Sequence sequence) {
      sequence.items().forEach(item -> out.append(outline(item)).append(", "));
      return "[" + out + "]";
    }
    Node.Scalar scalar = (Node.Scalar) node;
    return (scalar.isPlain() ? "" : "'") + scalar.text() + "\n";
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void theParsedFormIsThatOfTheYaml(String resource) throws Exception {
    Yaml yaml = new Yaml(resource);
    Yaml.Section top = yaml.open(new String(bytes(resource), StandardCharsets.UTF_8));

    assertThat(yaml.problems()).isEmpty();
    assertThat(outline(NodeFile.of(resource).root()))
        .isEqualTo(outline(Objects.requireNonNull(top).node()));
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void theHashIsThatOfTheYaml(String resource) throws Exception {
    assertThat(NodeFile.of(resource).sha256()).isEqualTo(PolicyFile.sha256(bytes(resource)));
  }

  @Test
  void theBuiltInPolicyIsTheOneThatItsTextSays() throws Exception {
    assertThat(Policy.builtIn())
        .isEqualTo(PolicyFile.read("p.yaml", bytes(Policy.BUILT_IN)).policy());
  }

  @Test
  void aJarWithoutTheParsedFormIsIncomplete() {
    assertThatThrownBy(() -> NodeFile.of("/dev/flowguard/rules/none.yaml"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the jar is incomplete: no /dev/flowguard/rules/none.nodes. Build it again.");
  }
}
