package dev.flowguard.rules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.flowguard.rules.stream.StreamAssembler;
import dev.flowguard.rules.stream.StreamFormat;
import java.util.List;

/**
 * The assembler of streamed answers: the first byte says which format, the second how long the
 * pieces are.
 *
 * <p>The normal run takes its corpus only; the profile {@code fuzz} looks for new inputs for a
 * minute.
 */
class StreamFuzzTest {
  private static final int HEAD = 2;
  private static final int MOST_VALUES = 10_000;
  private static final long MOST = 1 << 20;

  @FuzzTest(maxDuration = "60s")
  void assembles(byte[] data) {
    if (data.length < HEAD) {
      return;
    }
    StreamFormat format = StreamFormat.values()[(data[0] & 0xff) % StreamFormat.values().length];
    StreamAssembler pieces = new StreamAssembler(format, MOST);
    int size = 1 + (data[1] & 0xff);
    for (int i = HEAD; i < data.length; i += size) {
      pieces.add(data, i, Math.min(data.length, i + size));
      pieces.values();
    }
    StreamAssembler whole = new StreamAssembler(format, MOST);
    whole.add(data, HEAD, data.length);

    assertThat(named(pieces)).isEqualTo(named(whole)).hasSizeLessThanOrEqualTo(MOST_VALUES);
    assertThat(pieces.isPartial()).isEqualTo(whole.isPartial());
  }

  private static List<String> named(StreamAssembler assembler) {
    return assembler.values().stream()
        .map(value -> value.place().named() + " = " + value.text())
        .toList();
  }
}
