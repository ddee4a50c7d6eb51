package dev.flowguard.rules.detect;

/** Tells texts that have digits enough for a number from all others, cheaply. */
final class Digits {
  private Digits() {}

  /** True if a text has at least so many ASCII digits. */
  static boolean areIn(String text, int count) {
    if (text.length() < count) {
      return false;
    }
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      digits += c >= '0' && c <= '9' ? 1 : 0;
    }
    return digits >= count;
  }
}
