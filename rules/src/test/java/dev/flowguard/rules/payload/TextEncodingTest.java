package dev.flowguard.rules.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** That bytes are found to be readable without a text made of them. */
class TextEncodingTest {
  /** Whole characters, and what begins, goes on with or ends one in a wrong place. */
  private static final String[] PIECES = {
    "a", " ", "Ж", "世", "😀", "\u0007", "\u0085", "\ufffd", "\u001b"
  };

  private static final int[] BYTES = {
    0x80, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff, 0x9f, 0xa0, 0x90
  };

  @Test
  void utf8IsReadableWhereWhatTheJdkMakesOfItIs() {
    Random random = new Random(7);
    int readable = 0;
    for (int i = 0; i < 40_000; i++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int pieces = 1 + random.nextInt(30);
      int badOfHundred = random.nextInt(40);
      for (int k = 0; k < pieces; k++) {
        if (random.nextInt(100) < badOfHundred) {
          out.write(BYTES[random.nextInt(BYTES.length)]);
        } else {
          String piece = PIECES[random.nextInt(random.nextInt(4) == 0 ? PIECES.length : 5)];
          out.writeBytes(piece.getBytes(StandardCharsets.UTF_8));
        }
      }
      byte[] bytes = out.toByteArray();
      boolean expected = isReadable(new String(bytes, StandardCharsets.UTF_8));
      readable += expected ? 1 : 0;

      assertThat(TextEncoding.isReadableUtf8(bytes, bytes.length))
          .as("%s", Arrays.toString(bytes))
          .isEqualTo(expected);
    }
    assertThat(readable).isBetween(5_000, 35_000);
  }

  @Test
  void onlyTheFirstBytesOfAnArrayAreRead() {
    byte[] bytes = "a text and more".getBytes(StandardCharsets.UTF_8);

    TextEncoding read = TextEncoding.read(bytes, 6, null);

    assertThat(read).isNotNull();
    assertThat(read.text()).isEqualTo("a text");
  }

  @Test
  void utf32IsReadWithoutAMark() throws Exception {
    for (String text :
        new String[] {"Ο παππούς έκρυψε το γράμμα", "We sold it 😀 in May", "祖母の手紙を読んだ。"}) {
      for (String charset : new String[] {"UTF-32BE", "UTF-32LE"}) {
        TextEncoding read = TextEncoding.read(text.getBytes(charset), null);

        assertThat(read).as("%s in %s", text, charset).isNotNull();
        assertThat(read.text()).isEqualTo(text);
      }
    }
  }

  @Test
  void numbersOfFourBytesAreNoText() {
    byte[] counts = new byte[4_000];
    for (int i = 0; i < 1_000; i++) {
      counts[4 * i] = (byte) (i * 7);
      counts[4 * i + 1] = (byte) (i >> 4);
    }
    TextEncoding read = TextEncoding.read(counts, null);

    assertThat(read == null ? null : read.layer()).isNotEqualTo("utf-32le");
  }

  @Test
  void aLongTextIsSeenByItsBeginning() {
    byte[] bytes = new byte[100_000];
    Arrays.fill(bytes, (byte) 'a');
    Arrays.fill(bytes, 50_000, 100_000, (byte) 0x80);

    assertThat(TextEncoding.isReadableUtf8(bytes, bytes.length)).isTrue();
  }

  private static boolean isReadable(String text) {
    long noise =
        text.chars()
            .filter(
                c ->
                    c < ' ' && "\n\r\t\f\u001b".indexOf(c) < 0
                        || c >= 0x7f && c < 0xa0
                        || c == '\ufffd')
            .count();
    return noise * 100 <= text.length() * 10L;
  }
}
