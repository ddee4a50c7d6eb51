package dev.flowguard.junit;

import java.security.SecureRandom;

/** Texts that no other text is like. */
final class Canary {
  private static final int CHARS = 160;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Canary() {}

  static String text() {
    StringBuilder text = new StringBuilder("canary");
    while (text.length() < CHARS) {
      text.append(text.length() % 9 == 6 ? ' ' : (char) ('a' + RANDOM.nextInt(26)));
    }
    return text.toString();
  }
}
