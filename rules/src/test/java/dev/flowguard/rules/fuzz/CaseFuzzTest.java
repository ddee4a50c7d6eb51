package dev.flowguard.rules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.flowguard.rules.cases.CaseFile;
import dev.flowguard.rules.cases.CaseFormatException;
import dev.flowguard.rules.policy.Policy;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;

/**
 * The reader of cases and captured values.
 *
 * <p>The normal run takes its corpus only; the profile {@code fuzz} looks for new inputs for a
 * minute.
 */
class CaseFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void readsCases(byte[] data) throws IOException {
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      CaseFile.read("c.jsonl", new StringReader(text), Policy.builtIn());
      CaseFile.readCaptured("c.jsonl", new StringReader(text), Policy.builtIn());
    } catch (CaseFormatException e) {
      assertThat(e).hasMessageStartingWith("c.jsonl:");
    }
  }
}
