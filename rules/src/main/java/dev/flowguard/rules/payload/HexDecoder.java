package dev.flowguard.rules.payload;

import dev.flowguard.rules.payload.Bytes.Meaning;
import org.jspecify.annotations.Nullable;

/**
 * Hexadecimal (base 16 of RFC 4648) anywhere in a value: in one run of at least {@value
 * #SHORTEST_RUN} digits, broken into lines or not, or as pairs parted by spaces, commas, colons or
 * hyphens, each with {@code 0x} before it or not.
 */
final class HexDecoder implements Decoder {
  private static final int SHORTEST_RUN = 48;

  /** Decoded bytes without a recognisable form count from this length. */
  private static final int SHORTEST_OPAQUE = 64;

  private static final Signs SIGNS = Signs.hexDigits(SHORTEST_RUN);

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null || text.length() < SHORTEST_RUN) {
      return false;
    }
    to.work().charge(text.length());
    int[] count = new int[1];
    int i = 0;
    while (i < text.length()) {
      if (digit(text, i) < 0 || i > 0 && isWord(text.charAt(i - 1)) && !isPrefix(text, i)) {
        i++;
        continue;
      }
      int end = read(text, i, count, null);
      if (count[0] >= SHORTEST_RUN / 2) {
        to.work().allocate(count[0] + (end - i));
        byte[] bytes = new byte[count[0]];
        read(text, i, count, bytes);
        take(part, bytes, to);
      }
      i = Math.max(end, i + 1);
    }
    return false;
  }

  private static boolean take(Part part, byte[] bytes, Unfolding to) {
    Meaning meaning = Bytes.meaning(bytes);
    if (meaning == Meaning.NONE && bytes.length < SHORTEST_OPAQUE || !to.decoded(bytes.length)) {
      return false;
    }
    to.add(part.inner("hex", bytes));
    return true;
  }

  /**
   * Reads pairs as far as they go and returns where they end.
   *
   * @param count its first takes how many pairs there are
   * @param to takes their bytes; null to count only
   */
  private static int read(String text, int start, int[] count, byte @Nullable [] to) {
    int at = start;
    count[0] = 0;
    while (true) {
      if (text.startsWith("0x", at) || text.startsWith("\\x", at)) {
        at += 2;
      }
      int high = digit(text, at);
      int low = digit(text, at + 1);
      if (high < 0 || low < 0) {
        return at;
      }
      if (to != null) {
        to[count[0]] = (byte) (high << 4 | low);
      }
      count[0]++;
      at += 2;
      int next = at;
      while (next < text.length() && isSeparator(text.charAt(next)) && next - at < 3) {
        next++;
      }
      if (digit(text, next) >= 0 || text.startsWith("\\x", next)) {
        at = next;
      }
    }
  }

  private static boolean isSeparator(char c) {
    return c == ' ' || c == ',' || c == ':' || c == '-' || c == '\n' || c == '\r' || c == ';';
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c);
  }

  private static boolean isPrefix(String text, int at) {
    return at >= 2 && text.charAt(at - 1) == 'x' && "0\\".indexOf(text.charAt(at - 2)) >= 0;
  }

  private static int digit(String text, int at) {
    if (at >= text.length()) {
      return -1;
    }
    char c = text.charAt(at);
    return c < 128 ? Character.digit(c, 16) : -1;
  }
}
