package dev.flowguard.rules.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SureValuesTest {
  private static final int PLACE = 7;

  private final SureValues sure = new SureValues();

  private long key(String value, long place) {
    byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
    return sure.key(bytes, 0, bytes.length, place);
  }

  @Test
  void aValueIsSureWhereverItIsInABody() {
    sure.add(key("a page of the gallery", PLACE));
    byte[] body = "{\"page\":\"a page of the gallery\"}".getBytes(StandardCharsets.US_ASCII);

    assertThat(sure.has(sure.key(body, 9, body.length - 2, PLACE))).isTrue();
  }

  @Test
  void aValueIsNotSureAtAnotherPlace() {
    sure.add(key("a page of the gallery", PLACE));

    assertThat(sure.has(key("a page of the gallery", PLACE + 1))).isFalse();
    assertThat(sure.has(key("a page of the gallery", 0))).isFalse();
  }

  @Test
  void aValueWithAnyOtherCharacterIsNotSure() {
    byte[] value = "https://www.example.com/gallery/17?page=2".getBytes(StandardCharsets.US_ASCII);
    sure.add(sure.key(value, 0, value.length, PLACE));

    for (int i = 0; i < value.length; i++) {
      for (int c = 0; c < 128; c++) {
        byte[] other = value.clone();
        other[i] = (byte) c;
        boolean isSame = Arrays.equals(other, value);
        assertThat(sure.has(sure.key(other, 0, other.length, PLACE))).isEqualTo(isSame);
      }
    }
  }

  @Test
  void aShorterOrLongerValueIsNotSure() {
    byte[] zeros = new byte[SureValues.LONGEST];
    for (int length = 0; length < zeros.length; length++) {
      assertThat(sure.has(sure.key(zeros, 0, length, PLACE))).as("%d zeros", length).isFalse();
      sure.add(sure.key(zeros, 0, length, PLACE));
    }
  }

  @Test
  void nobodyCanTellTheKeyOfAValue() {
    byte[] value = {'a'};

    assertThat(new SureValues().key(value, 0, 1, PLACE)).isNotEqualTo(sure.key(value, 0, 1, PLACE));
  }

  @Test
  void noValueIsNeverSure() {
    sure.add(SureValues.NONE);

    assertThat(sure.has(SureValues.NONE)).isFalse();
  }
}
