package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CoverageIT {
  @Test
  void theDocumentTellsEachClientWithItsLatestVersionAndNoTestFailed() throws Exception {
    String document = Files.readString(Path.of("..", "..", "docs", "coverage.md"));
    try (Stream<Path> sources =
        Files.list(Path.of("src", "test", "java", "dev", "flowguard", "agent", "contract"))) {
      for (Path source : sources.filter(each -> each.toString().endsWith("GateIT.java")).toList()) {
        String name = source.getFileName().toString().replace(".java", "");
        assertThat(document.lines().filter(line -> line.contains("`" + name + "`")))
            .as("the row of %s, which a run with -Pmatrix writes", name)
            .hasSize(1)
            .allSatisfy(
                row -> assertThat(row).contains(latestVersion(name)).doesNotContain("failed"));
      }
    }
  }

  private static String latestVersion(String name)
      throws ReflectiveOperationException, IOException {
    Class<?> type = Class.forName("dev.flowguard.agent.contract." + name);
    GateContract contract = (GateContract) type.getDeclaredConstructor().newInstance();
    return contract.versions().get(contract.versions().size() - 1).version();
  }
}
