package dev.flowguard.rules.payload;

import java.util.Arrays;

/**
 * What one look at a text shows, so that decoders and detectors that can find nothing in it need
 * not look themselves. Used again for the next text; for one thread.
 */
public final class Outline {
  /** Marks: which characters a text has. Each sign of ASCII has one of its own. */
  private static final int FIRST_SIGN = ' ';

  static final long LINE_FEED = 1L << 33;
  static final long RETURN = 1L << 34;
  static final long TAB = 1L << 35;

  /** Form feeds and what starts an escape sequence. */
  static final long RARE_SPACE = 1L << 36;

  /** Other control characters below the space. */
  public static final long CONTROL = 1L << 37;

  public static final long DELETE = 1L << 38;
  public static final long DIGIT = 1L << 39;
  public static final long LETTER = 1L << 40;

  /** U+0080 to U+009F. */
  public static final long CONTROL_1 = 1L << 41;

  /** What a second byte of UTF-8 is in ISO 8859-1, beside {@link #CONTROL_1}. */
  static final long CONTINUATION = 1L << 42;

  /** What a first byte of UTF-8 is in ISO 8859-1. */
  static final long LEAD = 1L << 43;

  /** Other characters of ISO 8859-1. */
  static final long LATIN = 1L << 44;

  /** Characters beyond ISO 8859-1. */
  static final long WIDE = 1L << 45;

  /** All characters beyond ASCII. */
  public static final long NOT_ASCII = CONTROL_1 | CONTINUATION | LEAD | LATIN | WIDE;

  /** Kinds of characters: symbols of base64, base32 and base 16, and what a run of them holds. */
  private static final int SYMBOL = 1;

  private static final int BASE32 = 2;
  private static final int HEX_DIGIT = 4;
  private static final int LINE_BREAK = 8;
  private static final int BETWEEN_HEX = 16;

  private static final byte[] KINDS = new byte[128];
  private static final long[] MARKS = new long[256];

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
    int next = 0;
    for (char c = 0; c < 256; c++) {
      if (c < 128) {
        boolean isLetter = (KINDS[c] & SYMBOL) != 0 && Character.isLetter(c);
        boolean isDigit = c >= '0' && c <= '9';
        boolean isSign = c >= FIRST_SIGN && c < 127 && !isLetter && !isDigit;
        MARKS[c] = isLetter ? LETTER : isDigit ? DIGIT : isSign ? 1L << next++ : CONTROL;
      } else if (c < 0xa0) {
        MARKS[c] = CONTROL_1;
      } else {
        MARKS[c] = c < 0xc0 ? CONTINUATION : c >= 0xc2 && c <= 0xf4 ? LEAD : LATIN;
      }
    }
    MARKS['\n'] = LINE_FEED;
    MARKS['\r'] = RETURN;
    MARKS['\t'] = TAB;
    MARKS['\f'] = RARE_SPACE;
    MARKS[0x1b] = RARE_SPACE;
    MARKS[127] = DELETE;
  }

  private static final int UNKNOWN = -1;

  private static final int SCRATCH = 64;

  private final byte[] scratch = new byte[SCRATCH];
  private CharSequence text = "";
  private long marks;
  private int longestRun;
  private int base32;
  private int hexDigits;
  private int digits;

  /** The mark of a character. */
  public static long mark(char c) {
    return c < 256 ? MARKS[c] : WIDE;
  }

  /** Looks at a text, which is not empty and must not change as long as it is asked about. */
  public void look(CharSequence value) {
    if (value instanceof Slice slice) {
      lookAtAscii(slice);
      return;
    }
    long all = 0;
    int longest = 0;
    int run = 0;
    int digit = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      int kind = 0;
      if (c < 128) {
        kind = KINDS[c];
        all |= MARKS[c];
        digit += c >= '0' && c <= '9' ? 1 : 0;
      } else {
        all |= mark(c);
        digit += Character.digit(c, 10) >= 0 ? 1 : 0;
      }
      if ((kind & SYMBOL) != 0) {
        run++;
      } else {
        longest = Math.max(longest, run);
        run = 0;
      }
    }
    seen(value, all, Math.max(longest, run), digit);
  }

  private void lookAtAscii(Slice slice) {
    byte[] bytes = slice.bytes();
    long all = 0;
    int longest = 0;
    int start = slice.from();
    int end = start + slice.length();
    int digit = 0;
    for (int i = start; i < end; i++) {
      int c = bytes[i] & 0x7f;
      all |= MARKS[c];
      digit += c >= '0' && c <= '9' ? 1 : 0;
      if ((KINDS[c] & SYMBOL) == 0) {
        longest = Math.max(longest, i - start);
        start = i + 1;
      }
    }
    seen(slice, all, Math.max(longest, end - start), digit);
  }

  private void seen(CharSequence value, long all, int longest, int digit) {
    text = value;
    marks = all;
    longestRun = longest;
    digits = digit;
    base32 = UNKNOWN;
    hexDigits = UNKNOWN;
  }

  /** Keeps nothing of the text. */
  public void clear() {
    text = "";
    Arrays.fill(scratch, (byte) 0);
  }

  /** Room for what a closer look makes of the text. */
  byte[] scratch() {
    return scratch;
  }

  private void countRuns() {
    int longest32 = 0;
    int longestHex = 0;
    int run32 = 0;
    int hex = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int kind = c < 128 ? KINDS[c] : 0;
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
    base32 = Math.max(longest32, run32);
    hexDigits = Math.max(longestHex, hex);
  }

  /** True if the text has these signs. */
  public boolean has(Signs signs) {
    return signs.mayBeIn(marks, text.length()) && signs.areIn(this);
  }

  /** True if the text has this character of ASCII, which is no letter or digit. */
  public boolean has(char c) {
    return (marks & MARKS[c]) != 0;
  }

  /** True if the text has characters beyond ISO 8859-1. */
  public boolean isWide() {
    return (marks & WIDE) != 0;
  }

  /** The marks of all its characters. */
  long marks() {
    return marks;
  }

  int length() {
    return text.length();
  }

  /** Characters of the longest stretch of symbols of base64 or base64url. */
  int longestRun() {
    return longestRun;
  }

  /** Symbols of base32 in the longest stretch of them, broken into lines or not. */
  int base32() {
    if (base32 == UNKNOWN) {
      countRuns();
    }
    return base32;
  }

  /** Hexadecimal digits in the longest stretch of them and of what may stand between pairs. */
  int hexDigits() {
    if (hexDigits == UNKNOWN) {
      countRuns();
    }
    return hexDigits;
  }

  /** Decimal digits of any script. */
  int digits() {
    return digits;
  }

  /** True if the text begins with this character, behind white space or not. */
  boolean mayBeginWith(char c) {
    char first = text.charAt(0);
    return first == c || first <= ' ';
  }
}
