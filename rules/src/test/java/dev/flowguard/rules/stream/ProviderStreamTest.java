package dev.flowguard.rules.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The streams of all providers, cut anywhere. */
class ProviderStreamTest {
  private static final int SHORTEST_TEXT = 24;

  static List<Provider> providers() {
    return Provider.all();
  }

  @MethodSource("providers")
  @ParameterizedTest
  void joinsWhatIsContentAndLeavesOutTheRest(Provider provider) {
    StreamAssembler assembler = Assembled.of(provider.format(), provider.stream());

    assertThat(texts(assembler)).containsExactlyInAnyOrderElementsOf(provider.values());
    assertThat(assembler.isPartial()).isFalse();
  }

  @MethodSource("providers")
  @ParameterizedTest
  void piecesOfAnySizeGiveTheSame(Provider provider) {
    List<String> whole = Assembled.named(Assembled.of(provider.format(), provider.stream()));

    for (int size : new int[] {1, 7, 8_192}) {
      StreamAssembler assembler = Assembled.inPieces(provider.format(), provider.stream(), size);
      assertThat(Assembled.named(assembler)).as("pieces of %s", size).isEqualTo(whole);
    }
  }

  @MethodSource("providers")
  @ParameterizedTest
  void aCutAtAnyByteGivesTheSame(Provider provider) {
    List<String> whole = Assembled.named(Assembled.of(provider.format(), provider.stream()));

    for (int cut = 0; cut <= provider.stream().length; cut++) {
      StreamAssembler assembler = Assembled.cutAt(provider.format(), provider.stream(), cut);
      if (!Assembled.named(assembler).equals(whole)) { // faster than an assertion
        assertThat(Assembled.named(assembler)).as("cut at %s", cut).isEqualTo(whole);
      }
    }
  }

  @MethodSource("providers")
  @ParameterizedTest
  void theFormatIsKnownByTheTypeAndByTheFirstBytes(Provider provider) {
    byte[] stream = provider.stream();

    assertThat(
            StreamAssembler.formatOf(provider.contentType(), stream, Math.min(stream.length, 512)))
        .isEqualTo(provider.format());
    assertThat(StreamAssembler.formatOf(null, stream, Math.min(stream.length, 512)))
        .isEqualTo(provider.format());
  }

  private static List<String> texts(StreamAssembler assembler) {
    return assembler.values().stream()
        .filter(value -> value.text().length() >= SHORTEST_TEXT)
        .map(value -> value.place().named() + " = " + value.text())
        .toList();
  }
}
