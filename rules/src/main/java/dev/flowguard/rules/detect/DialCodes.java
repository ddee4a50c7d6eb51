package dev.flowguard.rules.detect;

import java.util.Set;

/**
 * Country codes and how long their numbers are, as far as that tells a number from another (ITU-T
 * E.164, list of assigned codes). North American numbers and those of code 7 have 11 digits.
 */
final class DialCodes {
  private static final int MOST_DIGITS = 15;

  /** Digits of a number in groups; short ones are of small towns and islands. */
  private static final int FEWEST_GROUPED = 8;

  private static final Set<String> TWO_DIGITS =
      Set.of(
          "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
          "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
          "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98");

  /** First two digits of those that have three. */
  private static final Set<String> THREE_DIGITS =
      Set.of(
          "21", "22", "23", "24", "25", "26", "29", "35", "37", "38", "42", "50", "59", "67", "68",
          "69", "80", "85", "87", "88", "96", "97", "99");

  private DialCodes() {}

  /**
   * True if digits could be a number with its country code.
   *
   * @param isGrouped false if nothing parts the digits, which a difference may be too
   */
  static boolean fit(String digits, boolean isGrouped) {
    int length = digits.length();
    if (length < FEWEST_GROUPED || length > MOST_DIGITS) {
      return false;
    }
    if (digits.charAt(0) == '1') {
      return length == 11 && digits.charAt(1) >= '2';
    }
    if (digits.charAt(0) == '7') {
      return length == 11;
    }
    String code = digits.substring(0, 2);
    if (TWO_DIGITS.contains(code)) {
      return isGrouped || length >= 10;
    }
    return THREE_DIGITS.contains(code) && (isGrouped || length >= 9);
  }
}
