package dev.flowguard.rules.detect;

import dev.flowguard.rules.detect.CardNetworks.Fit;
import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Outline;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Signs;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A payment card number: 14 to 19 digits with a right check digit, of a range and length that a
 * network issues ({@link CardNetworks}), alone or grouped as cards print them. What is beside it
 * weighs in ({@link CardEvidence}): ids and article numbers look alike.
 */
final class CardNumber implements Detector {
  /** Of a character of a text that has digits enough: each group may begin a number of five. */
  private static final int NUMBER_STEPS = 16;

  /** White space or a dash between two groups. */
  private static final int WIDEST_GAP = 3;

  private static final int MOST_GROUPS = 5;

  private static final Signs SIGNS = Signs.digits(CardNetworks.SHORTEST);

  @Override
  public Shape shape() {
    return Shape.CARD_NUMBER;
  }

  @Override
  public Signs signs() {
    return SIGNS;
  }

  /** Digits with no more between them than cards print. */
  @Override
  public boolean mayFind(CharSequence text, Outline seen, int place) {
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Digits.value(c) >= 0) {
        if (++digits == CardNetworks.SHORTEST) {
          return true;
        }
      } else if (c != '.' && !Digits.isSpace(c) && !Digits.isDash(c) && !Digits.isInvisible(c)) {
        digits = 0;
      }
    }
    return false;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text && Digits.areIn(text.value(), CardNetworks.SHORTEST)) {
        payload.work().charge((long) NUMBER_STEPS * text.value().length());
        String number = new Search(text, payload.work()).first();
        if (!number.isEmpty()) {
          findings.add(
              new Finding(shape(), List.of(leaf), number.length(), Secret.of(number), null));
        }
      }
    }
    return findings;
  }

  /** The groups of digits of one text, looked at from each that may begin a number. */
  private static final class Search {
    private final String text;
    private final Work work;
    private final CardEvidence evidence;
    private final StringBuilder digits = new StringBuilder();
    private final int[] sizes = new int[MOST_GROUPS];

    Search(Leaf.Text leaf, Work work) {
      this.text = leaf.value();
      this.work = work;
      this.evidence = new CardEvidence(leaf);
    }

    /** The digits of the first card number, or nothing. */
    String first() {
      int at = 0;
      while (at < text.length()) {
        if (Digits.value(text, at) < 0) {
          at++;
          continue;
        }
        int end = groupEnd(at);
        if (isCardAt(at)) {
          return digits.toString();
        }
        at = end;
      }
      return "";
    }

    private int groupEnd(int start) {
      int end = start;
      while (end < text.length()
          && (Digits.value(text, end) >= 0 || Digits.isInvisible(text.charAt(end)))) {
        end++;
      }
      return end;
    }

    private boolean isCardAt(int start) {
      digits.setLength(0);
      int groups = 0;
      char separator = 0;
      int at = start;
      while (groups < MOST_GROUPS) {
        int before = digits.length();
        at = append(at);
        sizes[groups++] = digits.length() - before;
        if (digits.length() > CardNetworks.LONGEST || !mayBegin(groups)) {
          return false;
        }
        if (isLayout(groups) && isCard(start, at, separator)) {
          return true;
        }
        int next = gapEnd(at, separator);
        if (next == at) {
          return false;
        }
        separator = separator(at, next);
        at = next;
      }
      return false;
    }

    /** Takes the digits of a group, of which one too many is enough to refuse it. */
    private int append(int start) {
      int at = start;
      while (at < text.length() && digits.length() <= CardNetworks.LONGEST) {
        char c = text.charAt(at);
        int digit = Digits.value(c);
        if (digit >= 0) {
          digits.append((char) ('0' + digit));
        } else if (!Digits.isInvisible(c)) {
          break;
        }
        at++;
      }
      return at;
    }

    /**
     * Where the next group begins, behind spaces, or a dash or point with spaces around it; the
     * same place if there is none.
     */
    private int gapEnd(int start, char like) {
      int at = start;
      char sign = 0;
      while (at < text.length() && at - start < WIDEST_GAP) {
        char c = text.charAt(at);
        if (sign == 0 && (Digits.isDash(c) || c == '.')) {
          sign = c;
        } else if (!Digits.isSpace(c)) {
          break;
        }
        at++;
      }
      boolean isLike = like == 0 || like == separator(start, at);
      return at > start && isLike && Digits.value(text, at) >= 0 ? at : start;
    }

    /** The sign in a gap, or a space. */
    private char separator(int start, int end) {
      for (int i = start; i < end; i++) {
        if (!Digits.isSpace(text.charAt(i))) {
          return text.charAt(i);
        }
      }
      return ' ';
    }

    /** A first group alone, of four or of six; others follow four digits, or one of six. */
    private boolean mayBegin(int groups) {
      return groups > 1 || sizes[0] == 4 || sizes[0] == 6 || sizes[0] >= CardNetworks.SHORTEST;
    }

    /** As cards print them: four digits each, or four, six and the rest, or six and the rest. */
    private boolean isLayout(int groups) {
      if (groups == 1) {
        return sizes[0] >= CardNetworks.SHORTEST;
      }
      if (groups == 2) {
        return sizes[0] == 6 && sizes[1] == 13;
      }
      if (groups == 3) {
        return sizes[0] == 4 && sizes[1] == 6 && (sizes[2] == 5 || sizes[2] == 4);
      }
      for (int i = 0; i < groups - 1; i++) {
        if (sizes[i] != 4) {
          return false;
        }
      }
      return sizes[groups - 1] <= (groups == 4 ? 4 : 3);
    }

    private boolean isCard(int start, int end, char separator) {
      Fit fit = CardNetworks.fit(digits);
      if (fit == Fit.NONE || isPartOfWord(start, end)) {
        return false;
      }
      work.charge(CardEvidence.STEPS);
      int weight = evidence.of(start, end);
      if (separator == ' ') {
        weight++;
      }
      if (isInRow(start, end, separator)) {
        return weight > 1;
      }
      return fit == Fit.USUAL ? weight >= 0 : weight > 0;
    }

    /**
     * A number beside a letter or an underscore is part of an id; beside a point with one more
     * digit beyond it, of a version or a fraction. Commas part the cells of a table, but for {@code
     * 0,}.
     */
    private boolean isPartOfWord(int start, int end) {
      if (start > 0) {
        char before = text.charAt(start - 1);
        boolean isFraction =
            before == '.' && Digits.value(text, start - 2) >= 0
                || before == ','
                    && Digits.value(text, start - 2) == 0
                    && Digits.value(text, start - 3) < 0;
        if (isFraction || isWord(before)) {
          return true;
        }
      }
      if (end == text.length()) {
        return false;
      }
      char after = text.charAt(end);
      return isWord(after) || after == '.' && Digits.value(text, end + 1) >= 0;
    }

    private static boolean isWord(char c) {
      return Digits.isWordLetter(c) || c == '_';
    }

    /** One of several numbers in a row, or a piece of an id with hyphens. */
    private boolean isInRow(int start, int end, char separator) {
      if (start > 1 && isJoint(text.charAt(start - 1), separator)) {
        char before = text.charAt(start - 2);
        boolean isDash = Digits.isDash(text.charAt(start - 1));
        if (Digits.value(before) >= 0
            && (isDash || groupBefore(start - 2) == 4 || isLabel(start - 2))) {
          return true;
        }
        if (isDash && isWord(before)) {
          return true;
        }
      }
      if (end + 1 >= text.length() || !isJoint(text.charAt(end), separator)) {
        return false;
      }
      boolean isDash = Digits.isDash(text.charAt(end));
      char after = text.charAt(end + 1);
      return isDash && isWord(after)
          || Digits.value(after) >= 0
              && (isDash || groupAfter(end + 1) == 4)
              && !evidence.hasExpiry(end);
    }

    /** A dash beside any number, and the separator of its groups. */
    private static boolean isJoint(char c, char separator) {
      return Digits.isDash(c) || separator == ' ' && Digits.isSpace(c);
    }

    private int groupBefore(int last) {
      int size = 0;
      while (size <= 4 && Digits.value(text, last - size) >= 0) {
        size++;
      }
      return size;
    }

    private int groupAfter(int first) {
      int size = 0;
      while (size <= 4 && Digits.value(text, first + size) >= 0) {
        size++;
      }
      return size;
    }

    /** The first group of an account number, such as an IBAN: two letters and two digits. */
    private boolean isLabel(int last) {
      int size = groupBefore(last);
      return size == 2 && last >= size && isWord(text.charAt(last - size));
    }
  }
}
