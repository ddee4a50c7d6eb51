package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers in a text, parted by commas or white space, in brackets or not, quoted or not, with
 * something before them ({@code embedding = [0.1, …]}, {@code tensor([…])}) or behind.
 */
final class WrittenNumbers {
  /** Bytes of reading a number. */
  private static final int NUMBER = 96;

  private static final int LONGEST_NUMBER = 32;
  static final int SHORTEST = 2 * Embedding.FEWEST;
  private static final String NUMERIC = "+-.eE0123456789";
  private static final String BETWEEN = " ,;\n\r\t[](){}|\"'f";

  /** What a character is: 1 of a number, 2 between numbers, 0 anything else. */
  private static final byte[] KINDS = new byte[128];

  static {
    for (char c : BETWEEN.toCharArray()) {
      KINDS[c] = 2;
    }
    for (char c : NUMERIC.toCharArray()) {
      KINDS[c] = 1;
    }
  }

  private WrittenNumbers() {}

  /** The components of the first embedding in a text; null if there is none. */
  static double @Nullable [] embedding(String text, Work work) {
    if (text.length() < SHORTEST) {
      return null;
    }
    work.charge(text.length());
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i < text.length() && kind(text.charAt(i)) != 0) {
        continue;
      }
      if (i - start >= SHORTEST) {
        double[] values = numbers(text, start, i, work);
        if (values != null && Embedding.isEmbedding(values, work)) {
          return values;
        }
      }
      start = i + 1;
    }
    return null;
  }

  /** One number; NaN for anything else. */
  static double number(String text, int start, int end, Work work) {
    if (end - start > LONGEST_NUMBER || end == start || !isNumber(text, start, end)) {
      return Double.NaN;
    }
    work.allocate(NUMBER);
    return Double.parseDouble(text.substring(start, end));
  }

  /** Digits with a sign, a point and an exponent or not: an exception for each would be costly. */
  private static boolean isNumber(String text, int start, int end) {
    int at = start + (isSign(text.charAt(start)) ? 1 : 0);
    int first = at;
    boolean hasPoint = false;
    while (at < end && (isDigit(text.charAt(at)) || text.charAt(at) == '.' && !hasPoint)) {
      hasPoint |= text.charAt(at) == '.';
      at++;
    }
    int digits = at - first - (hasPoint ? 1 : 0);
    if (digits == 0 || at == end) {
      return digits > 0;
    }
    if (text.charAt(at) != 'e' && text.charAt(at) != 'E') {
      return false;
    }
    at++;
    if (at < end && isSign(text.charAt(at))) {
      at++;
    }
    int exponent = at;
    while (at < end && isDigit(text.charAt(at))) {
      at++;
    }
    return at == end && at > exponent;
  }

  private static boolean isSign(char c) {
    return c == '+' || c == '-';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int kind(char c) {
    return c < 128 ? KINDS[c] : 0;
  }

  private static double @Nullable [] numbers(String text, int from, int end, Work work) {
    work.charge(2L * (end - from));
    work.allocate(2L * Embedding.FEWEST * Double.BYTES);
    double[] values = new double[2 * Embedding.FEWEST];
    int count = 0;
    int i = from;
    while (i < end) {
      if (kind(text.charAt(i)) == 2) {
        i++;
        continue;
      }
      int start = i;
      while (i < end && kind(text.charAt(i)) == 1) {
        i++;
      }
      double value = number(text, start, i, work);
      if (Double.isNaN(value)) {
        if (count == 0) {
          continue; // the end of a word before them
        }
        return null;
      }
      if (count >= Embedding.MOST) {
        return null;
      }
      if (count == values.length) {
        work.allocate(4L * count * Double.BYTES);
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = value;
    }
    return count < Embedding.FEWEST ? null : Arrays.copyOf(values, count);
  }
}
