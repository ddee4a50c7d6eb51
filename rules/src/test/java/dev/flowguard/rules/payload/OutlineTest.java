package dev.flowguard.rules.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.inspection.Work;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutlineTest {
  private static final List<String> PIECES =
      List.of(
          "a word ",
          "another",
          " ",
          "\n",
          "\r\n",
          "=",
          "&",
          "a=b&",
          "%41",
          "%",
          "\\",
          "\\u0041",
          "\\x41",
          "&amp;",
          "&#x41;",
          "<b>",
          "</b>",
          "<",
          "{",
          "}",
          "{\"a\":\"b\"}",
          "[1,2]",
          "\"",
          "--x\r\n",
          "data: {}\n",
          "data:image/png;base64,",
          "event: x\ndata: y\n",
          "=C3=A9",
          "=?utf-8?Q?a?=",
          "0x41 ",
          "41 42 43 ",
          "é",
          "語",
          "'",
          "+",
          "/",
          "-",
          "_",
          ".",
          "?",
          "@",
          ":");

  private final Random random = new Random(21);

  private String value() {
    StringBuilder value = new StringBuilder();
    for (int i = 1 + random.nextInt(12); i > 0; i--) {
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      value.append(
          switch (random.nextInt(8)) {
            case 0 -> Base64.getEncoder().encodeToString(noise);
            case 1 -> Base64.getMimeEncoder(20, new byte[] {'\n'}).encodeToString(noise);
            case 2 -> hex(noise, random.nextBoolean() ? " " : "");
            case 3 -> new String(noise, StandardCharsets.ISO_8859_1);
            default -> PIECES.get(random.nextInt(PIECES.size()));
          });
    }
    return value.toString();
  }

  private static String hex(byte[] bytes, String between) {
    StringBuilder hex = new StringBuilder();
    for (byte b : bytes) {
      hex.append(String.format("%02x", b & 0xff)).append(between);
    }
    return hex.toString();
  }

  /** A decoder that is not asked would have found nothing. */
  @Test
  void neverKeepsADecoderFromWhatItWouldHaveOpened() {
    Outline outline = new Outline();
    int kept = 0;
    for (int i = 0; i < 60_000; i++) {
      String value = value();
      if (value.isEmpty()) {
        continue;
      }
      outline.look(value);
      for (Decoder decoder : Decoders.VALUE) {
        if (!outline.has(decoder.signs()) || !decoder.mayOpen(value, outline)) {
          kept++;
          Unfolding to = new Unfolding(UnfoldLimits.DEFAULT, Work.forBytes(value.length()));
          boolean isOpened =
              decoder.open(Part.ofText(Location.of(Location.Kind.BODY), Layers.NONE, 0, value), to);
          to.run();

          assertThat(isOpened).as("%s on %s", decoder, value).isFalse();
          assertThat(to.payload().leaves()).as("%s on %s", decoder, value).isEmpty();
        }
      }
    }
    assertThat(kept).isGreaterThan(100_000);
  }
}
