package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of another build than its tap was made for, which shows only when the tap is used. */
class MisfitTapIT {
  private static final String POLICY =
      """
      policy: misfit
      processors: { target: { hosts: [localhost] } }
      categories: { chats: { sources: [{ http-in: "/**" }] } }
      rules: [{ id: no-content, never: [chats], reach: [target] }]
      """;

  @TempDir Path folder;

  @Test
  void aTapThatCannotBeLinkedIsReportedAndTheServerReadsOn() throws Exception {
    OutcomeProgram program =
        new OutcomeProgram(Path.of("src/test/servers/misfit"), List.of(), UnaryOperator.identity());

    Path errors = folder.resolve("stderr.log");
    String[] reports = {
      "the tap of jetty9 failed", "captured values are not known because of an error"
    };

    Map<String, String> outcomes =
        program.run(
            folder,
            POLICY,
            "dev.flowguard.agent.contract.MisfitProgram",
            errors.toString(),
            reports[0],
            reports[1]);

    assertThat(outcomes).containsEntry("read", "1 {");
    assertThat(Files.readString(errors)).contains(reports);
  }
}
