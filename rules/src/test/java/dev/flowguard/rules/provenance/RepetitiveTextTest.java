package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepetitiveTextTest {
  private final ProtectedContent content = new ProtectedContent();

  /** A text that repeats its first characters. */
  private static String repeated(int period, int from) {
    return "abcdefghijklmnopqrstuvwxyz".substring(from, from + period).repeat(2_000 / period);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
  void ofAShortPeriodAddsAtMostTwoOfEachGramInHoweverManyDocuments(int period) {
    for (int document = 0; document < 20; document++) {
      content.capture("chat-conversation", "test", repeated(period, 0), null, "d" + document);
    }

    // There is a gram for each character at which the period may begin.
    assertThat(content.stats().fingerprints()).isBetween(1L, 2L * period);
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 13})
  void ofALongerPeriodIsKeptAsAnyOther(int period) {
    for (int document = 0; document < 20; document++) {
      content.capture("chat-conversation", "test", repeated(period, 1), null, "d" + document);
    }

    assertThat(content.stats().fingerprints())
        .isGreaterThan((long) GramTable.MAX_REPETITIVE)
        .isLessThanOrEqualTo((long) period * GramTable.MAX_SAME);
  }
}
