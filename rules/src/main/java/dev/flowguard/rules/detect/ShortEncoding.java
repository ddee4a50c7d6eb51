package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Words in base64, base64url or hexadecimal that are shorter than the decoders open: too little to
 * be sure of, unless what comes out has a form of its own, as an address has. Words of 8 to 47
 * characters, in texts of at most {@value #LONGEST_TEXT}.
 */
final class ShortEncoding {
  static final int SHORTEST = 8;
  private static final int LONGEST = 47;
  private static final int LONGEST_TEXT = 2_048;

  /** Of a character of a text: each is looked at as part of a word, and as two encodings. */
  private static final int STEPS = 4;

  /** What each symbol stands for; -1 for what is none. */
  private static final byte[] BASE64 = new byte[128];

  static {
    Arrays.fill(BASE64, (byte) -1);
    String symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < symbols.length(); i++) {
      BASE64[symbols.charAt(i)] = (byte) i;
    }
    BASE64['-'] = BASE64['+'];
    BASE64['_'] = BASE64['/'];
  }

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

  /** False if {@link #texts} certainly gives nothing. Allocates nothing. */
  static boolean mayBeIn(CharSequence text) {
    if (text.length() < SHORTEST || text.length() > LONGEST_TEXT) {
      return false;
    }
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i < text.length() && base64(text.charAt(i)) >= 0) {
        continue;
      }
      if (i - start >= SHORTEST
          && i - start <= LONGEST
          && (encodesSign(text, start, i, 4) || encodesSign(text, start, i, 2))) {
        return true;
      }
      start = i + 1;
    }
    return false;
  }

  /** True if a word encodes printable ASCII with one sign at; most are refused within four. */
  private static boolean encodesSign(CharSequence text, int start, int end, int group) {
    int bitsOfOne = group == 4 ? 6 : 4;
    int bits = 0;
    int held = 0;
    int signs = 0;
    for (int i = start; i < end; i++) {
      int value = group == 4 ? base64(text.charAt(i)) : Character.digit(text.charAt(i), 16);
      if (value < 0) {
        return false;
      }
      bits = (bits << bitsOfOne | value) & 0xffff;
      held += bitsOfOne;
      if (held >= 8) {
        held -= 8;
        int c = bits >> held & 0xff;
        if (c <= ' ' || c >= 127) {
          return false;
        }
        signs += c == '@' ? 1 : 0;
      }
    }
    return signs == 1 && held < bitsOfOne;
  }

  /**
   * What a word encodes, or null.
   *
   * @param group characters that encode whole bytes: four of base64, two of hexadecimal
   */
  private static @Nullable String decoded(String text, int start, int end, int group) {
    if (!encodesSign(text, start, end, group)) {
      return null;
    }
    int bitsOfOne = group == 4 ? 6 : 4;
    int bits = 0;
    int held = 0;
    StringBuilder out = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      int value = group == 4 ? base64(text.charAt(i)) : Character.digit(text.charAt(i), 16);
      bits = (bits << bitsOfOne | value) & 0xffff;
      held += bitsOfOne;
      if (held >= 8) {
        held -= 8;
        out.append((char) (bits >> held & 0xff));
      }
    }
    return out.toString();
  }

  private static int base64(char c) {
    return c < 128 ? BASE64[c] : -1;
  }
}
