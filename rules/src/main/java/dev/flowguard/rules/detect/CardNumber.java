package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A payment card number: 13 to 19 digits, alone or in groups parted by single spaces or hyphens, of
 * an issuer's range and length, with a right check digit (ISO/IEC 7812-1).
 */
final class CardNumber implements Detector {
  private static final int SHORTEST = 13;
  private static final int LONGEST = 19;

  /** Of a character of a text that has digits enough. */
  private static final int NUMBER_STEPS = 3;

  @Override
  public Shape shape() {
    return Shape.CARD_NUMBER;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text && Digits.areIn(text.value(), SHORTEST)) {
        payload.work().charge((long) NUMBER_STEPS * text.value().length());
        String number = find(text.value());
        if (number != null) {
          findings.add(
              new Finding(shape(), List.of(leaf), number.length(), Secret.of(number), null));
        }
      }
    }
    return findings;
  }

  private static @org.jspecify.annotations.Nullable String find(String text) {
    StringBuilder digits = new StringBuilder();
    List<Integer> groups = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      if (!isDigit(text, i) || isPartOfWord(text, i - 1, i - 2)) {
        i++;
        continue;
      }
      digits.setLength(0);
      groups.clear();
      int group = 0;
      int at = i;
      while (at < text.length() && digits.length() <= LONGEST) {
        if (isDigit(text, at)) {
          digits.append(text.charAt(at));
          group++;
        } else if ((text.charAt(at) == ' ' || text.charAt(at) == '-') && isDigit(text, at + 1)) {
          groups.add(group);
          group = 0;
        } else {
          break;
        }
        at++;
      }
      groups.add(group);
      boolean ends = !isPartOfWord(text, at, at + 1);
      if (ends && areGroups(groups) && isCard(digits)) {
        return digits.toString();
      }
      i = Math.max(at, i + 1);
    }
    return null;
  }

  private static boolean isDigit(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  /**
   * A number beside a letter or an underscore is part of an id; beside a point or comma with one
   * more digit beyond it, of a version or an amount.
   */
  private static boolean isPartOfWord(String text, int beside, int beyond) {
    if (beside < 0 || beside >= text.length()) {
      return false;
    }
    char c = text.charAt(beside);
    return Character.isLetterOrDigit(c)
        || c == '_'
        || (c == '.' || c == ',') && beyond >= 0 && isDigit(text, beyond);
  }

  /** As cards print them: four digits each, or four, six and the rest. */
  private static boolean areGroups(List<Integer> groups) {
    if (groups.size() == 1) {
      return true;
    }
    for (int i = 0; i < groups.size() - 1; i++) {
      int size = groups.get(i);
      if (size != 4 && !(i == 1 && size == 6)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCard(CharSequence digits) {
    int length = digits.length();
    if (length < SHORTEST || length > LONGEST || !hasCheckDigit(digits)) {
      return false;
    }
    int four = number(digits, 4);
    int two = four / 100;
    boolean isVisa = two / 10 == 4 && (length == 13 || length == 16 || length == 19);
    boolean isMastercard = length == 16 && (two >= 51 && two <= 55 || four >= 2221 && four <= 2720);
    boolean isAmex = length == 15 && (two == 34 || two == 37);
    boolean isDiners = length == 14 && (two == 36 || two == 38 || four >= 3000 && four <= 3059);
    boolean isDiscover =
        length >= 16 && (four == 6011 || two == 65 || four >= 6440 && four <= 6499);
    boolean isJcb = length >= 16 && four >= 3528 && four <= 3589;
    boolean isUnionPay = length >= 16 && two == 62;
    boolean isMaestro =
        length >= 13 && (two == 50 || two >= 56 && two <= 58 || two == 67 || two == 63);
    return isVisa
        || isMastercard
        || isAmex
        || isDiners
        || isDiscover
        || isJcb
        || isUnionPay
        || isMaestro && length >= 16;
  }

  private static int number(CharSequence digits, int count) {
    int number = 0;
    for (int i = 0; i < count; i++) {
      number = number * 10 + digits.charAt(i) - '0';
    }
    return number;
  }

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
}
