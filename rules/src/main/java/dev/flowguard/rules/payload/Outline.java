package dev.flowguard.rules.payload;

/**
 * What one look at a value tells of it, so that decoders that can find nothing in it need not look
 * themselves. Used again for the next value; for one thread.
 */
final class Outline {
  /** Kinds of characters: symbols of base64, base32 and base 16, and what a run of them holds. */
  private static final int SYMBOL = 1;

  private static final int BASE32 = 2;
  private static final int HEX_DIGIT = 4;
  private static final int LINE_BREAK = 8;
  private static final int BETWEEN_HEX = 16;

  private static final byte[] KINDS = new byte[128];

  static {
    for (char c = 0; c < 128; c++) {
      boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      boolean isDigit = c >= '0' && c <= '9';
      KINDS[c] =
          (byte)
              ((isLetter || isDigit || "+/-_".indexOf(c) >= 0 ? SYMBOL : 0)
                  | (isLetter || c >= '2' && c <= '7' ? BASE32 : 0)
                  | (Character.digit(c, 16) >= 0 ? HEX_DIGIT : 0)
                  | (c == '\n' || c == '\r' ? LINE_BREAK : 0)
                  | ("\r\n ,:;-x\\".indexOf(c) >= 0 ? BETWEEN_HEX : 0));
    }
  }

  /** Those that no text has: neither white space nor what starts an escape sequence. */
  private static final long CONTROLS =
      (1L << ' ') - 1 & ~(1L << '\t' | 1L << '\n' | 1L << '\r' | 1L << '\f' | 1L << 0x1b);

  private long low;
  private long high;
  private int longestRun;
  private int base32;
  private int hexDigits;
  private char first;
  private boolean hasWide;
  private boolean hasControls;
  private boolean mayBeUtf8;

  /** Looks at a value, which is not empty. */
  void look(String value) {
    long below64 = 0;
    long above64 = 0;
    int longest = 0;
    int longest32 = 0;
    int longestHex = 0;
    int run = 0;
    int run32 = 0;
    int hex = 0;
    int all = 0;
    boolean c1 = false;
    boolean lead = false;
    boolean next = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      int kind = c < 128 ? KINDS[c] : 0;
      if ((kind & SYMBOL) != 0) {
        run++;
      } else {
        longest = Math.max(longest, run);
        run = 0;
        below64 |= c < 64 ? 1L << c : 0;
        above64 |= c >= 64 && c < 128 ? 1L << c : 0;
        all |= c;
        c1 |= (c & ~0x1f) == 0x80;
        next |= (c & ~0x3f) == 0x80;
        lead |= c >= 0xc2 && c <= 0xf4;
      }
      if ((kind & BASE32) != 0) {
        run32++;
      } else if ((kind & LINE_BREAK) == 0) {
        longest32 = Math.max(longest32, run32);
        run32 = 0;
      }
      if ((kind & HEX_DIGIT) != 0) {
        hex++;
      } else if ((kind & BETWEEN_HEX) == 0) {
        longestHex = Math.max(longestHex, hex);
        hex = 0;
      }
    }
    low = below64;
    high = above64;
    longestRun = Math.max(longest, run);
    base32 = Math.max(longest32, run32);
    hexDigits = Math.max(longestHex, hex);
    first = value.charAt(0);
    hasWide = all > 0xff;
    mayBeUtf8 = lead && next;
    hasControls = c1 || (below64 & CONTROLS) != 0;
  }

  /**
   * True if the value has this character.
   *
   * @param c ASCII, and none of the symbols of base64
   */
  boolean has(char c) {
    return ((c < 64 ? low : high) & 1L << c) != 0;
  }

  /** True if all characters are of ISO 8859-1. */
  boolean isLatin() {
    return !hasWide;
  }

  /** True if the value has characters of all kinds that UTF-8 gives where it is read so. */
  boolean mayBeLatinOfUtf8() {
    return mayBeUtf8;
  }

  /** True if there is a control character that texts do not have. */
  boolean hasControls() {
    return hasControls;
  }

  /** Characters of the longest stretch of symbols of base64 or base64url. */
  int longestRun() {
    return longestRun;
  }

  /** Symbols of base32 in the longest stretch of them, broken into lines or not. */
  int base32() {
    return base32;
  }

  /** Hexadecimal digits in the longest stretch of them and of what may stand between pairs. */
  int hexDigits() {
    return hexDigits;
  }

  /** True if the value begins with this character, behind white space or not. */
  boolean mayBeginWith(char c) {
    return first == c || first <= ' ';
  }
}
