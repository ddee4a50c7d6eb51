package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Words in base64, base64url or hexadecimal that are shorter than the decoders open: too little to
 * be sure of, unless what comes out has a form of its own, as an address has. Words of 8 to 47
 * characters, in texts of at most {@value #LONGEST_TEXT}.
 */
final class ShortEncoding {
  private static final int SHORTEST = 8;
  private static final int LONGEST = 47;
  private static final int LONGEST_TEXT = 2_048;

  /** Of a character of a text: each is looked at as part of a word, and as two encodings. */
  private static final int STEPS = 4;

  private ShortEncoding() {}

  /** What the words of a text are that encode printable ASCII with one sign at. */
  static List<String> texts(String text, Work work) {
    List<String> texts = List.of();
    if (text.length() < SHORTEST || text.length() > LONGEST_TEXT) {
      return texts;
    }
    work.charge((long) STEPS * text.length());
    int at = 0;
    while (at < text.length()) {
      int start = at;
      while (at < text.length() && base64(text.charAt(at)) >= 0) {
        at++;
      }
      if (at - start >= SHORTEST && at - start <= LONGEST) {
        String decoded = decoded(text, start, at, 4);
        decoded = decoded == null ? decoded(text, start, at, 2) : decoded;
        if (decoded != null) {
          texts = texts.isEmpty() ? new ArrayList<>() : texts;
          texts.add(decoded);
        }
      }
      at = Math.max(at, start + 1);
    }
    return texts;
  }

  /**
   * What a word encodes, or null. Most are refused within four characters.
   *
   * @param group characters that encode whole bytes: four of base64, two of hexadecimal
   */
  private static @Nullable String decoded(String text, int start, int end, int group) {
    int bitsOfOne = group == 4 ? 6 : 4;
    int bits = 0;
    int held = 0;
    int signs = 0;
    StringBuilder out = null;
    for (int i = start; i < end; i++) {
      int value = group == 4 ? base64(text.charAt(i)) : Character.digit(text.charAt(i), 16);
      if (value < 0) {
        return null;
      }
      bits = (bits << bitsOfOne | value) & 0xffff;
      held += bitsOfOne;
      if (held >= 8) {
        held -= 8;
        char c = (char) (bits >> held & 0xff);
        if (c <= ' ' || c >= 127) {
          return null;
        }
        signs += c == '@' ? 1 : 0;
        out = out == null ? new StringBuilder(end - start) : out;
        out.append(c);
      }
    }
    return out != null && signs == 1 && held < bitsOfOne ? out.toString() : null;
  }

  private static int base64(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
  }
}
