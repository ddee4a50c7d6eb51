package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BoilerplateListTest {
  private static final int MOST_BYTES = 256 << 10;
  private static final int MOST_HELD = 1_200_000;

  private static byte[] shipped() throws IOException {
    try (InputStream in = Boilerplate.class.getResourceAsStream(BoilerplateList.LIST)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  @Test
  void theListThatShipsIsWhatTheGeneratorGives() throws IOException {
    assertThat(new String(shipped(), StandardCharsets.UTF_8)).isEqualTo(BoilerplateList.generate());
  }

  @Test
  void theListStaysSmall() throws IOException {
    assertThat(shipped()).hasSizeLessThan(MOST_BYTES);
    assertThat(new Boilerplate(new Keyed()).bytes()).isLessThan(MOST_HELD);
  }
}
