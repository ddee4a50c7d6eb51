package dev.flowguard.rules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.flowguard.rules.recording.HarFile;
import dev.flowguard.rules.recording.RecordingFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * The reader of recordings.
 *
 * <p>The normal run takes its corpus only; the profile {@code fuzz} looks for new inputs for a
 * minute.
 */
class RecordingFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void readsRecordings(byte[] data) throws IOException {
    try {
      HarFile.read("a.har", new ByteArrayInputStream(data), request -> {});
    } catch (RecordingFormatException e) {
      assertThat(e).hasMessageStartingWith("a.har");
    }
  }
}
