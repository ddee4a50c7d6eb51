package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Outline;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Signs;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A telephone number: in international form (ITU-T E.164, at most 15 digits behind a plus sign or a
 * double zero, grouped as people group them), in North American form with its separators, or any
 * number of that length behind a word for telephones or in a field that is named so ({@link
 * PhoneWords}). Digits alone in any other field are an id.
 */
final class PhoneNumber implements Detector {
  private static final int FEWEST_DIGITS = 8;
  private static final int MOST_DIGITS = 15;

  /** Of a character of a text that has digits enough. */
  private static final int NUMBER_STEPS = 6;

  /** Of looking at one number and what is before it. */
  private static final int CANDIDATE_STEPS = 300;

  private static final Signs SIGNS = Signs.digits(FEWEST_DIGITS);

  @Override
  public Shape shape() {
    return Shape.PHONE;
  }

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public int place(Location location) {
    return PhoneWords.areNameOf(location) ? 1 : 0;
  }

  /** Digits alone, with a point or not, are a number in a field that is named so only. */
  @Override
  public boolean mayFind(CharSequence text, Outline seen, int place) {
    int points = 0;
    boolean isPlain = true;
    for (int i = 0; isPlain && i < text.length(); i++) {
      char c = text.charAt(i);
      points += c == '.' ? 1 : 0;
      isPlain = c == '.' || c >= '0' && c <= '9';
    }
    return (place != 0 || !isPlain || points > 1) && next(text, 0) < text.length();
  }

  /** Where the next of the numbers begins that have as many digits as one; or the end. */
  private static int next(CharSequence text, int from) {
    int i = from;
    while (i < text.length()) {
      if (begins(text.charAt(i)) && !isInWord(text, i - 1, i - 2)) {
        int end = numberEnd(text, i);
        if (isCandidate(text, i, end)) {
          return i;
        }
        i = Math.max(i, end - 1);
      }
      i++;
    }
    return i;
  }

  private static boolean isCandidate(CharSequence text, int start, int end) {
    int digits = 0;
    for (int at = start; at < end; at++) {
      digits += Digits.value(text.charAt(at)) >= 0 ? 1 : 0;
    }
    return digits >= FEWEST_DIGITS && digits <= MOST_DIGITS && !isInWord(text, end, end + 1);
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

  /** The first number in a text, or nothing. */
  private static String find(String text, Location location, Work work) {
    Boolean isField = null;
    for (int i = next(text, 0); i < text.length(); ) {
      int end = numberEnd(text, i);
      work.charge(CANDIDATE_STEPS);
      isField = isField == null ? PhoneWords.areNameOf(location) : isField;
      String number = plain(text, i, end);
      if (isField
          || isInternational(number)
          || isNorthAmerican(number) && !isId(location)
          || PhoneWords.areBefore(text, i, number.charAt(0) == '0')) {
        return number;
      }
      i = next(text, Math.max(i + 1, end));
    }
    return "";
  }

  private static boolean begins(char c) {
    return c == '+' || c == '＋' || c == '(' || c == '（' || Digits.value(c) >= 0;
  }

  /** In ASCII, without what is not seen. */
  private static String plain(String text, int start, int end) {
    StringBuilder plain = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      int digit = Digits.value(c);
      if (digit >= 0) {
        plain.append((char) ('0' + digit));
      } else if (Digits.isSpace(c)) {
        plain.append(' ');
      } else if (Digits.isDash(c)) {
        plain.append('-');
      } else if (!Digits.isInvisible(c)) {
        plain.append(c < 128 ? c : (char) (c - '！' + '!'));
      }
    }
    return plain.toString();
  }

  /** Behind a plus, and no fraction; or behind a double zero, in groups parted by spaces. */
  private static boolean isInternational(String number) {
    if (number.charAt(0) == '+') {
      boolean isFraction =
          number.indexOf('.') >= 0
              && number.indexOf('.') == number.lastIndexOf('.')
              && number.chars().allMatch(c -> c == '+' || c == '.' || c >= '0' && c <= '9');
      return !isFraction && isDialled(number, 1);
    }
    return number.startsWith("00")
        && isDialled(number, 2)
        && number.indexOf(' ') > 0
        && number.chars().allMatch(c -> " ()".indexOf(c) >= 0 || c >= '0' && c <= '9');
  }

  /** A country code and a number, without the zero that people write in brackets. */
  private static boolean isDialled(String number, int from) {
    StringBuilder digits = new StringBuilder(number.length());
    for (int i = from; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c >= '0' && c <= '9' && !number.startsWith("(0)", i - 1)) {
        digits.append(c);
      }
    }
    return DialCodes.fit(digits.toString(), digits.length() < number.length() - from);
  }

  /** Ids have groups of digits too. */
  private static boolean isId(Location location) {
    for (String word : FieldWords.of(location.name())) {
      if (IdWords.areNamed(word)) {
        return true;
      }
    }
    return false;
  }

  /** Digits, each group parted from the next by at most two of the usual separators. */
  private static int numberEnd(CharSequence text, int start) {
    int end = start + 1;
    int at = start + 1;
    int gap = 0;
    while (at < text.length() && gap <= 2) {
      char c = text.charAt(at++);
      if (Digits.value(c) >= 0) {
        end = at;
        gap = 0;
      } else if (".()/（）".indexOf(c) >= 0 || Digits.isSpace(c) || Digits.isDash(c)) {
        gap++;
      } else if (!Digits.isInvisible(c)) {
        break;
      }
    }
    return end;
  }

  /** A sign of those that join numbers counts if there is more of the word beyond it. */
  private static boolean isInWord(CharSequence text, int beside, int beyond) {
    if (beside < 0 || beside >= text.length()) {
      return false;
    }
    char c = text.charAt(beside);
    return isWord(c)
        || "-.+".indexOf(c) >= 0
            && beyond >= 0
            && beyond < text.length()
            && isWord(text.charAt(beyond));
  }

  private static boolean isWord(char c) {
    return Digits.isWordLetter(c) || Digits.value(c) >= 0 || c == '_';
  }

  /** (415) 555-2671, 415-555-2671, 1-415-555-2671: area and exchange begin with 2 to 9. */
  private static boolean isNorthAmerican(String number) {
    int at = number.startsWith("1-") || number.startsWith("1 ") ? 2 : 0;
    boolean isOpen = number.charAt(at) == '(';
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
