package dev.flowguard.rules.policy;

import dev.flowguard.rules.vocabulary.Retention;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads for how long captured values are known: {@code 30m}, {@code 24h}, {@code 30d}. */
final class RetentionWord {
  private static final int MOST_DIGITS = 6;
  private static final String UNITS = "mhd";

  private RetentionWord() {}

  /** The span that a word means, or null if it means none or one that is too short or long. */
  static @Nullable Duration parse(String word) {
    int digits = word.length() - 1;
    if (digits < 1 || digits > MOST_DIGITS) {
      return null;
    }
    for (int i = 0; i < digits; i++) {
      if (word.charAt(i) < '0' || word.charAt(i) > '9') {
        return null;
      }
    }
    int count = Integer.parseInt(word.substring(0, digits));
    Duration span =
        switch (word.charAt(digits)) {
          case 'm' -> Duration.ofMinutes(count);
          case 'h' -> Duration.ofHours(count);
          case 'd' -> Duration.ofDays(count);
          default -> null;
        };
    return span == null
            || span.compareTo(Retention.SHORTEST) < 0
            || span.compareTo(Retention.LONGEST) > 0
        ? null
        : span;
  }

  /** The word that somebody probably meant, such as {@code 2d} for {@code 2 days}, or null. */
  static @Nullable String nearest(String text) {
    StringBuilder digits = new StringBuilder();
    int at = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      digits.append(text.charAt(at++));
    }
    if (digits.length() == 0 || digits.length() > MOST_DIGITS) {
      return null;
    }
    String unit = text.substring(at).strip().toLowerCase(Locale.ROOT);
    String word = null;
    if (unit.isEmpty()) {
      word = digits + "h";
    } else if (unit.startsWith("w")) {
      word = Integer.parseInt(digits.toString()) * 7L + "d";
    } else if (unit.startsWith("s")) {
      word = Math.max(1, Integer.parseInt(digits.toString()) / 60) + "m";
    } else if (UNITS.indexOf(unit.charAt(0)) >= 0 && !unit.startsWith("mo")) {
      word = digits.toString() + unit.charAt(0);
    }
    return word == null || parse(word) == null ? null : word;
  }
}
