package dev.flowguard.agent.tap;

import dev.flowguard.rules.vocabulary.Match;

/** Which texts are long enough to be captured. */
final class Letters {
  private static final int FEWEST = 16;

  private Letters() {}

  /**
   * True if a text can be recognised. Ideographs count twice: a sentence has half as many of them
   * as letters.
   */
  static boolean areEnough(String text, Match match) {
    if (match == Match.WORDS) {
      return true;
    }
    int letters = 0;
    for (int i = 0; i < text.length() && letters < FEWEST; i++) {
      char c = text.charAt(i);
      letters += Character.isLetter(c) ? Character.isIdeographic(c) ? 2 : 1 : 0;
    }
    return letters >= FEWEST;
  }
}
