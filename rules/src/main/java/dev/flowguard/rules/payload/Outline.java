package dev.flowguard.rules.payload;

/**
 * What one look at a value tells of it, so that decoders that can find nothing in it need not look
 * themselves. Used again for the next value; for one thread.
 */
final class Outline {
  private static final byte SYMBOL = 1;
  private static final byte HEX_DIGIT = 2;
  private static final byte[] KINDS = new byte[128];

  static {
    for (char c :
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_".toCharArray()) {
      KINDS[c] = (byte) (SYMBOL | (Character.digit(c, 16) >= 0 ? HEX_DIGIT : 0));
    }
  }

  private long low;
  private long high;
  private int longestRun;
  private int hexDigits;
  private char first;

  /** Looks at a value, which is not empty. */
  void look(String value) {
    long below64 = 0;
    long above64 = 0;
    int longest = 0;
    int run = 0;
    int digits = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      byte kind = c < 128 ? KINDS[c] : 0;
      if (kind != 0) {
        run++;
        digits += kind >> 1;
        continue;
      }
      longest = Math.max(longest, run);
      run = 0;
      below64 |= c < 64 ? 1L << c : 0;
      above64 |= c >= 64 && c < 128 ? 1L << c : 0;
    }
    low = below64;
    high = above64;
    longestRun = Math.max(longest, run);
    hexDigits = digits;
    first = value.charAt(0);
  }

  /**
   * True if the value has this character.
   *
   * @param c ASCII, and none of the symbols of base64
   */
  boolean has(char c) {
    return ((c < 64 ? low : high) & 1L << c) != 0;
  }

  /** Characters of the longest stretch of symbols of base64 or base64url. */
  int longestRun() {
    return longestRun;
  }

  /** Hexadecimal digits in all. */
  int hexDigits() {
    return hexDigits;
  }

  /** True if the value begins with this character, behind white space or not. */
  boolean mayBeginWith(char c) {
    return first == c || first <= ' ';
  }
}
