package dev.flowguard.rules.provenance;

import dev.flowguard.rules.detect.Comparison;
import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Short values, which are known as a whole: what was captured, and each line and each turn of it.
 * No state.
 */
final class WholeValue {
  /** Canonical characters. Shorter values say nothing, longer ones are found by runs. */
  static final int SHORTEST = 12;

  static final int LONGEST = 47;

  /** Characters of scripts without blanks between words. */
  static final int DENSE = 8;

  private static final int MOST_PIECES = 4_096;
  private static final int FEW_PIECES = 16;

  /** Characters of a line that may be short enough; marks and punctuation do not count. */
  private static final int LONGEST_LINE = 160;

  private static final int LONGEST_LABEL = 24;

  private static final int FIRST_DENSE = 0x0E00;
  private static final int FIRST_VOCALISED = 0x0590;

  private WholeValue() {}

  /** True if a value is as long as these thresholds ask for. */
  static boolean isDecisive(CharSequence value, int letters, Thresholds thresholds) {
    return !(letters < thresholds.whole() && isSparse(value))
        && Size.of(value).isDecisive(letters, thresholds);
  }

  /**
   * False for names of events, states and errors ({@code requested_by_customer}): signs part their
   * words, where a message has blanks, or is in a script without any.
   */
  static boolean isWritten(CharSequence text, int start, int end) {
    int written = 0;
    int words = 0;
    int dense = 0;
    char before = ' ';
    boolean isAfterBlank = true;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      boolean isInside = Character.isLetterOrDigit(c) || Character.isSurrogate(c) || isMark(c);
      if (isInside && before == ' ') {
        words++;
        written += isAfterBlank ? 1 : 0;
        isAfterBlank = false;
      }
      isAfterBlank |= Character.isWhitespace(c) || Character.isSpaceChar(c);
      dense += isDense(c) ? 1 : 0;
      before = isInside ? c : ' ';
    }
    return written == words || written >= Thresholds.STRUCTURED.wholeWords() || dense >= DENSE;
  }

  private static boolean isMark(char c) {
    return c == '\'' || c == '\u2019' || CanonicalText.isMark(Character.getType(c));
  }

  /** True without characters that count for more than a letter, or beside letters. */
  private static boolean isSparse(CharSequence value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) >= FIRST_VOCALISED) {
        return false;
      }
    }
    return true;
  }

  /**
   * How long a value is beside its letters.
   *
   * @param dense characters of scripts without blanks between words
   * @param marks that count as letters
   */
  record Size(int words, int dense, int marks) {
    static Size of(CharSequence value) {
      int words = 0;
      int dense = 0;
      int marks = 0;
      boolean inWord = false;
      for (int i = 0; i < value.length(); ) {
        int c = Character.codePointAt(value, i);
        i += Character.charCount(c);
        boolean isLetter = Character.isLetterOrDigit(c);
        boolean isMark = CanonicalText.isMark(Character.getType(c));
        if (isLetter && isDense(c)) {
          dense++;
        }
        // Those of other scripts than these are letters of the canonical form already.
        marks += isMark && !CanonicalText.isVowelSign(c) && c >= FIRST_VOCALISED ? 1 : 0;
        words += isLetter && !inWord ? 1 : 0;
        inWord = isLetter || isMark && inWord || inWord && (c == '\'' || c == '\u2019' || c == '-');
      }
      return new Size(words, dense, marks);
    }

    boolean isDecisive(int letters, Thresholds thresholds) {
      return dense >= DENSE || hasWords(letters, thresholds);
    }

    private boolean hasWords(int letters, Thresholds thresholds) {
      return letters + marks >= thresholds.whole() && words >= thresholds.wholeWords();
    }

    /**
     * The value compared with these thresholds.
     *
     * @param length of all of it
     * @param letters of it that count
     */
    Comparison compared(int length, int letters, Thresholds thresholds, Map<String, Integer> left) {
      return dense > 0 && !hasWords(letters, thresholds)
          ? new Comparison(
              Comparison.Kind.UNSPACED, length, Math.min(dense, letters), DENSE, 0, 0, left)
          : new Comparison(
              Comparison.Kind.WHOLE,
              length,
              letters == 0 ? 0 : letters + marks,
              thresholds.whole(),
              words,
              thresholds.wholeWords(),
              left);
    }

    /** The value compared with these thresholds, where it is a part of a field. */
    Comparison part(int letters, Thresholds thresholds) {
      return new Comparison(
          Comparison.Kind.PART,
          letters,
          letters,
          thresholds.whole(),
          words,
          thresholds.wholeWords(),
          Map.of());
    }
  }

  private static boolean isDense(int c) {
    return c >= FIRST_DENSE && isDense(UnicodeScript.of(c));
  }

  private static boolean isDense(UnicodeScript script) {
    return switch (script) {
      case HAN, HIRAGANA, KATAKANA, BOPOMOFO, THAI, LAO, KHMER, MYANMAR, TIBETAN -> true;
      default -> false;
    };
  }

  /** Where pieces of a text begin and end; they may overlap. */
  static final class Pieces {
    private static final Pieces NONE = new Pieces();
    private static final int[] NOTHING = {};

    private int[] borders = NOTHING;
    private int count;

    int count() {
      return count;
    }

    int start(int index) {
      return borders[2 * index];
    }

    int end(int index) {
      return borders[2 * index + 1];
    }

    private void add(int start, int end) {
      if (2 * count == borders.length) {
        borders = Arrays.copyOf(borders, Math.max(FEW_PIECES, 2 * borders.length));
      }
      borders[2 * count] = start;
      borders[2 * count + 1] = end;
      count++;
    }
  }

  /** Lines and turns of a captured text that are short enough, without the label of who speaks. */
  static Pieces pieces(String text) {
    if (text.indexOf('\n') < 0 && afterLabel(text, 0, text.length()) == 0) {
      return Pieces.NONE; // one line is the whole text
    }
    Pieces pieces = new Pieces();
    int turn = 0;
    for (int start = 0; start <= text.length() && pieces.count() < MOST_PIECES; ) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      int said = afterLabel(text, start, end);
      if (said > start) {
        add(text, turn, start, pieces);
        turn = said;
      }
      add(text, said, end, pieces);
      start = end + 1;
    }
    add(text, turn, text.length(), pieces);
    return pieces;
  }

  /**
   * Where words of a value begin and end, in turn; in scripts without blanks each character is one.
   */
  static int[] words(String value) {
    IntStream.Builder borders = IntStream.builder();
    int start = -1;
    for (int i = 0; i < value.length(); ) {
      int c = Character.codePointAt(value, i);
      int next = i + Character.charCount(c);
      boolean isInside = Character.isLetterOrDigit(c) || CanonicalText.isMark(Character.getType(c));
      if (start >= 0 && (!isInside || isDense(c))) {
        borders.add(start).add(i);
        start = -1;
      }
      start = isInside && start < 0 ? i : start;
      i = next;
    }
    if (start >= 0) {
      borders.add(start).add(value.length());
    }
    return borders.build().toArray();
  }

  private static void add(String text, int start, int end, Pieces pieces) {
    // Only where it is not the whole text, which is known anyway.
    if (end - start >= DENSE && end - start <= LONGEST_LINE && end - start < text.length()) {
      pieces.add(start, end);
    }
  }

  /** Where a line goes on behind {@code Human:} or the like, or its start. */
  private static int afterLabel(String text, int start, int end) {
    int most = Math.min(end, start + LONGEST_LABEL);
    for (int i = start; i < most; i++) {
      char c = text.charAt(i);
      if (c == ':' || c == '\uff1a') {
        return i > start && (i + 1 == end || text.charAt(i + 1) == ' ' || c > ':') ? i + 1 : start;
      }
      if (!Character.isLetter(c) && c != ' ' && c != '*' && c != '#') {
        return start;
      }
    }
    return start;
  }
}
