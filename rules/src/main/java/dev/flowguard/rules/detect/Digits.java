package dev.flowguard.rules.detect;

/**
 * Decimal digits as people write them: ASCII, full-width and those of other scripts in the basic
 * plane, with characters between them that are not seen.
 */
final class Digits {
  private static final int ASCII = 128;

  private Digits() {}

  /** True if a text has at least so many digits. Cheap: most texts have not. */
  static boolean areIn(String text, int count) {
    if (text.length() < count) {
      return false;
    }
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      digits += c >= '0' && c <= '9' || c >= ASCII && value(c) >= 0 ? 1 : 0;
    }
    return digits >= count;
  }

  /** The value of a digit, or -1. */
  static int value(char c) {
    return c < ASCII ? c >= '0' && c <= '9' ? c - '0' : -1 : Character.digit(c, 10);
  }

  /** The value of the digit at a place, or -1 for anything else, the end included. */
  static int value(String text, int at) {
    return at >= 0 && at < text.length() ? value(text.charAt(at)) : -1;
  }

  /** White space in a line, of any width. */
  static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c >= ASCII && Character.getType(c) == Character.SPACE_SEPARATOR;
  }

  /** A hyphen or dash, of any width. */
  static boolean isDash(char c) {
    return c == '-' || c >= ASCII && Character.getType(c) == Character.DASH_PUNCTUATION;
  }

  /** Takes no room in a line: soft hyphens, zero-width spaces and joiners, marks of direction. */
  static boolean isInvisible(char c) {
    return c >= ASCII && Character.getType(c) == Character.FORMAT;
  }

  /**
   * A letter of a script that parts words by spaces, so that a number beside it belongs to its
   * word. Chinese, Japanese, Korean and Thai write numbers against their words.
   */
  static boolean isWordLetter(char c) {
    return c < '\u0e00' && Character.isLetter(c) || c >= '\u1e00' && c < '\u2000';
  }
}
