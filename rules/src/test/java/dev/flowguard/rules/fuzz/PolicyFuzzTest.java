package dev.flowguard.rules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.flowguard.rules.policy.PolicyFile;

/**
 * The reader of policies.
 *
 * <p>The normal run takes its corpus only; the profile {@code fuzz} looks for new inputs for a
 * minute.
 */
class PolicyFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void readsPolicies(byte[] data) {
    PolicyFile.Reading reading = PolicyFile.read("p.yaml", data);

    assertThat(reading.policy() != null || !reading.problems().isEmpty()).isTrue();
  }
}
