package dev.flowguard.rules.screen;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Texts of bytes beyond ASCII. No state. */
final class Utf8 {
  private static final char REPLACEMENT = '\ufffd';

  /** The last of the control characters of ISO 8859-1, which a text has none of. */
  private static final char LAST_CONTROL = 0x9f;

  private Utf8() {}

  /** The text; null if the bytes are none in UTF-8, or one with control characters beyond ASCII. */
  static @Nullable String text(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == REPLACEMENT || c >= 127 && c <= LAST_CONTROL) {
        return null;
      }
    }
    return text;
  }
}
