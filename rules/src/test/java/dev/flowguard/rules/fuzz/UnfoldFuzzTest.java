package dev.flowguard.rules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.UnfoldLimits;
import dev.flowguard.rules.payload.Unfolder;

/**
 * All decoders, by declaration and by look.
 *
 * <p>The normal run takes its corpus only; the profile {@code fuzz} looks for new inputs for a
 * minute.
 */
class UnfoldFuzzTest {
  private final Unfolder unfolder = new Unfolder(UnfoldLimits.DEFAULT);

  @FuzzTest(maxDuration = "60s")
  void unfolds(byte[] data) {
    Payload payload = unfolder.unfold(FuzzInput.request(data, "https://a.example/"));

    assertThat(payload.leaves()).hasSizeLessThanOrEqualTo(UnfoldLimits.DEFAULT.leaves());
  }
}
