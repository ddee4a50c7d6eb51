package dev.flowguard.rules.detect;

/**
 * Which numbers the card networks issue: ranges of the first digits (ISO/IEC 7812-1) and lengths.
 *
 * <p>The ranges are public: Visa 4; Mastercard 51 to 55 and 2221 to 2720 (Mastercard, "2-series
 * BIN"); American Express 34 and 37; Diners Club 300 to 305, 309, 36, 38 and 39; Discover 6011, 644
 * to 649 and 65; JCB 3528 to 3589; UnionPay 62 and 8100 to 8171; Maestro 50, 56 to 58, 63 and 67;
 * Mir 2200 to 2204; RuPay 60, 65, 81, 82, 508, 353 and 356 (NPCI); Troy 9792 and 65; Elo, Verve and
 * Dankort within 50, 63 and 65; Humo 9860; Uzcard 8600. They are as the article "Payment card
 * number" of the English Wikipedia lists them in 2025. Visa has issued no numbers of 13 digits for
 * decades: what looks like one is an article number.
 */
final class CardNetworks {
  static final int SHORTEST = 14;
  static final int LONGEST = 19;

  /** How well a number fits. */
  enum Fit {
    NONE,
    /** Issued by few or not any more: a card if something beside the number says so. */
    RARE,
    USUAL
  }

  private CardNetworks() {}

  /**
   * How a number fits a network by its first digits, its length and its check digit.
   *
   * @param digits ASCII digits
   */
  static Fit fit(CharSequence digits) {
    int length = digits.length();
    if (length < SHORTEST || length > LONGEST || !hasCheckDigit(digits)) {
      return Fit.NONE;
    }
    int four = 0;
    for (int i = 0; i < 4; i++) {
      four = four * 10 + digits.charAt(i) - '0';
    }
    if (length == 16) {
      return fitOf16(four);
    }
    int two = four / 100;
    int three = four / 10;
    if (length == 15) {
      return two == 34 || two == 37 ? Fit.USUAL : Fit.NONE;
    }
    boolean isDiners =
        two == 36 || two == 38 || two == 39 || three >= 300 && three <= 305 || three == 309;
    if (length == 14) {
      // One in ten has the check digit of an article number too, and may be one.
      return !isDiners ? Fit.NONE : isArticle(digits) ? Fit.RARE : Fit.USUAL;
    }
    boolean isLong =
        two == 62
            || two == 67
            || two == 65
            || two == 50
            || two >= 56 && two <= 58
            || two == 63
            || four >= 8100 && four <= 8171
            || four >= 2200 && four <= 2204
            || four >= 3528 && four <= 3589
            || four >= 6440 && four <= 6499
            || four == 6011
            || isDiners
            || length == 19 && two / 10 == 4;
    return isLong ? Fit.RARE : Fit.NONE;
  }

  private static Fit fitOf16(int four) {
    int two = four / 100;
    boolean isUsual =
        two / 10 == 4
            || two >= 51 && two <= 55
            || four >= 2200 && four <= 2204
            || four >= 2221 && four <= 2720
            || four >= 3528 && four <= 3589
            || two == 60
            || two == 62
            || two == 65
            || two == 67
            || two == 81
            || two == 82
            || four >= 6440 && four <= 6499
            || four / 10 == 508
            || isMaestro(four)
            || four == 9792
            || four == 9860
            || four == 8600;
    if (isUsual) {
      return Fit.USUAL;
    }
    boolean isRare = two == 50 || two >= 56 && two <= 58 || two == 63 || two == 36;
    return isRare ? Fit.RARE : Fit.NONE;
  }

  private static boolean isMaestro(int four) {
    return four == 5018 || four == 5020 || four == 5038 || four == 5893 || four == 6304;
  }

  /** The check digit of Luhn (ISO/IEC 7812-1, annex B). */
  private static boolean hasCheckDigit(CharSequence digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      if (i % 2 == 1) {
        digit *= 2;
        digit -= digit > 9 ? 9 : 0;
      }
      sum += digit;
    }
    return sum % 10 == 0;
  }

  /** The check digit of article numbers (GS1 General Specifications, 7.9): weights 3 and 1. */
  private static boolean isArticle(CharSequence digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      sum += i % 2 == 1 ? 3 * digit : digit;
    }
    return sum % 10 == 0;
  }
}
