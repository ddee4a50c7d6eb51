package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImprintTest {
  private static final int LONG_TEXT = Winnowing.SHORT_TEXT + 500;

  private final Random random = new Random(11);
  private final Keyed keyed = new Keyed();
  private final Share share = new Share("c", "s", false, 1, () -> 0);

  private String letters(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  private static CanonicalText canonical(String text) {
    CanonicalText canonical = new CanonicalText();
    canonical.append(text);
    return canonical;
  }

  private Captured captured(Chosen chosen, CanonicalText text) {
    return new Captured(1, share, 0, 0, 0, chosen, Winnowing.isLong(text), 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, LONG_TEXT})
  void hasEachKeptGramAndWhatIsBesideItAndNoOther(int length) {
    CanonicalText text = canonical(letters(length));
    Chosen chosen = Chosen.of(text, new Spans(), keyed);
    Captured captured = captured(chosen, text);
    CanonicalText other = canonical(letters(length));
    int side = Winnowing.isLong(text) ? 16 : 8;

    for (int i = 0; i < chosen.size(); i++) {
      int offset = chosen.offset(i);
      assertThat(Imprint.isGram(captured, offset, text, offset, keyed)).isTrue();
      assertThat(Imprint.isGram(captured, offset, other, offset, keyed)).isFalse();
      assertThat(Imprint.before(captured, offset, text, offset, keyed))
          .isEqualTo(Math.min(side, offset));
      assertThat(Imprint.after(captured, offset, text, offset, keyed))
          .isEqualTo(Math.min(side, length - offset - Keyed.GRAM));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, LONG_TEXT})
  void tellsTheSameGramOfAnotherTextFromOthers(int length) {
    String phrase = letters(60);
    CanonicalText one = canonical(letters(90) + phrase + letters(50));
    CanonicalText two = canonical(letters(40) + phrase + letters(length));
    Captured captured = captured(Chosen.of(one, new Spans(), keyed), one);
    Captured other = captured(Chosen.of(two, new Spans(), keyed), two);

    for (int i = 0; i <= 60 - Keyed.GRAM; i++) {
      assertThat(Imprint.isSameGram(captured, 90 + i, other, 40 + i)).isTrue();
      assertThat(Imprint.isSameGram(other, 40 + i, captured, 90 + i)).isTrue();
      assertThat(Imprint.isSameGram(captured, 90 + i, other, 41 + i)).isFalse();
    }
  }

  @Test
  void hasNothingOfTheMiddleOfALongId() {
    CanonicalText text = canonical(letters(400));
    Spans id = new Spans();
    id.add(100, 300);
    Chosen chosen = Chosen.of(text, id, keyed);

    // A gram that begins in front of the id may end in it, and eight letters more are beside it.
    int reach = Keyed.GRAM + 8;
    for (int i = 100 + reach; i < 300 - reach; i++) {
      assertThat(chosen.imprint()[i / 16] >>> i % 16 * 4 & 15).as("letter %d", i).isZero();
    }
  }

  @Test
  void isEmptyWhereNoGramIsKept() {
    CanonicalText text = canonical(letters(Keyed.GRAM - 1));

    assertThat(Chosen.of(text, new Spans(), keyed).imprint()).isEmpty();
  }
}
