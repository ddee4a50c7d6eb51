package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A telephone number: in international form (ITU-T E.164, at most 15 digits behind a plus sign or a
 * double zero, grouped as people group them), in North American form with its separators, behind
 * {@code tel:}, or any number of that length in a field that is named after telephones. Digits
 * alone in any other field are an id.
 */
final class PhoneNumber implements Detector {
  private static final int FEWEST_DIGITS = 8;
  private static final int MOST_DIGITS = 15;

  /** Of a character of a text that has digits enough. */
  private static final int NUMBER_STEPS = 3;

  private static final List<String> FIELDS =
      List.of("phone", "mobile", "msisdn", "telefon", "whatsapp", "cellular");

  @Override
  public Shape shape() {
    return Shape.PHONE;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text && Digits.areIn(text.value(), FEWEST_DIGITS)) {
        payload.work().charge((long) NUMBER_STEPS * text.value().length());
        String number = find(text.value(), text.location(), payload.work());
        if (!number.isEmpty()) {
          findings.add(
              new Finding(shape(), List.of(leaf), number.length(), Secret.of(number), null));
        }
      }
    }
    return findings;
  }

  static boolean isField(Location location) {
    String name = location.name();
    if (name == null) {
      return false;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    for (String field : FIELDS) {
      if (lower.contains(field)) {
        return true;
      }
    }
    return lower.equals("tel");
  }

  /** The first number in a text, or nothing. */
  private static String find(String text, Location location, Work work) {
    // Looked at once: a long name may stand before many numbers.
    work.charge(NUMBER_STEPS * (location.name() == null ? 0L : location.name().length()));
    boolean isField = isField(location);
    boolean isId = isId(location);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '+' && c != '(' && (c < '0' || c > '9') || isInWord(text, i - 1)) {
        continue;
      }
      int end = numberEnd(text, i);
      int digits = 0;
      for (int at = i; at < end; at++) {
        digits += text.charAt(at) >= '0' && text.charAt(at) <= '9' ? 1 : 0;
      }
      if (digits >= FEWEST_DIGITS && digits <= MOST_DIGITS && !isInWord(text, end)) {
        String number = text.substring(i, end);
        boolean isInternational = isInternational(number);
        boolean isLink = text.regionMatches(true, Math.max(0, i - 4), "tel:", 0, 4);
        if (isInternational || isLink || isNorthAmerican(number) && !isId || isField) {
          return number;
        }
      }
      i = Math.max(i, end - 1);
    }
    return "";
  }

  /** Behind a plus, and no fraction; or behind a double zero, in groups parted by spaces. */
  private static boolean isInternational(String number) {
    if (number.charAt(0) == '+') {
      boolean isFraction =
          number.indexOf('.') >= 0
              && number.indexOf('.') == number.lastIndexOf('.')
              && number.chars().allMatch(c -> c == '+' || c == '.' || c >= '0' && c <= '9');
      return number.length() > 1
          && number.charAt(1) >= '1'
          && number.charAt(1) <= '9'
          && !isFraction;
    }
    int country = number.startsWith("00 ") ? 3 : 2;
    return number.startsWith("00")
        && number.length() > country
        && number.charAt(country) >= '1'
        && number.charAt(country) <= '9'
        && number.indexOf(' ') > 0
        && number.chars().allMatch(c -> " ()\u00a0".indexOf(c) >= 0 || c >= '0' && c <= '9');
  }

  /** Ids have groups of digits too. */
  private static boolean isId(Location location) {
    String name = location.name();
    return name != null && name.toLowerCase(Locale.ROOT).endsWith("id");
  }

  /** Digits, each group parted from the next by at most two of the usual separators. */
  private static int numberEnd(String text, int start) {
    int end = start + 1;
    int at = start + 1;
    int gap = 0;
    while (at < text.length() && gap <= 2) {
      char c = text.charAt(at++);
      if (c >= '0' && c <= '9') {
        end = at;
        gap = 0;
      } else if (" -.()/\u00a0".indexOf(c) >= 0) {
        gap++;
      } else {
        break;
      }
    }
    return end;
  }

  private static boolean isInWord(String text, int at) {
    if (at < 0 || at >= text.length()) {
      return false;
    }
    char c = text.charAt(at);
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == '+';
  }

  /** (415) 555-2671 or 415-555-2671: area and exchange begin with 2 to 9. */
  private static boolean isNorthAmerican(String number) {
    int at = 0;
    boolean isOpen = number.charAt(0) == '(';
    at += isOpen ? 1 : 0;
    if (!isGroup(number, at, 3) || number.charAt(at) < '2') {
      return false;
    }
    at += 3;
    if (isOpen) {
      if (at >= number.length() || number.charAt(at++) != ')') {
        return false;
      }
      at += at < number.length() && number.charAt(at) == ' ' ? 1 : 0;
    } else if (at >= number.length() || "-. ".indexOf(number.charAt(at++)) < 0) {
      return false;
    }
    if (!isGroup(number, at, 3) || number.charAt(at) < '2') {
      return false;
    }
    at += 3;
    return at < number.length()
        && "-. ".indexOf(number.charAt(at)) >= 0
        && isGroup(number, at + 1, 4)
        && at + 5 == number.length();
  }

  private static boolean isGroup(String number, int at, int count) {
    if (at + count > number.length()) {
      return false;
    }
    for (int i = at; i < at + count; i++) {
      if (number.charAt(i) < '0' || number.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
