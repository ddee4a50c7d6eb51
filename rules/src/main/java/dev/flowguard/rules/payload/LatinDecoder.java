package dev.flowguard.rules.payload;

import java.nio.charset.StandardCharsets;

/**
 * Bytes that a sender took for characters of ISO 8859-1, each for one: {@code new String(gzip,
 * ISO_8859_1)} in JSON.
 */
final class LatinDecoder implements Decoder {
  private static final int SHORTEST = 16;

  /** Texts have fewer control characters than one in so many. */
  private static final int MOST_PER_CONTROL = 20;

  private static final Signs SIGNS = Signs.LATIN_CONTROLS.or(Signs.LATIN_OF_UTF_8);

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null || text.length() < SHORTEST) {
      return false;
    }
    to.work().charge(text.length());
    int controls = 0;
    int all = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0xff) {
        return false;
      }
      all |= c;
      controls += TextEncoding.isControl(c) ? 1 : 0;
    }
    if (controls == 0 && all < 0x80) {
      return false;
    }
    to.work().allocate(text.length());
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) text.charAt(i);
    }
    if (TextEncoding.isPlainUtf8(bytes, bytes.length)) {
      to.addText(part, text, "latin-1", new String(bytes, StandardCharsets.UTF_8));
    } else if (controls * MOST_PER_CONTROL >= text.length()) {
      Octets.open(part, "latin-1", bytes, bytes.length, to);
    }
    return false;
  }
}
