package dev.flowguard.rules.provenance;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;

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

  /** Characters of a line that may be short enough; marks and punctuation do not count. */
  private static final int LONGEST_LINE = 160;

  private static final int LONGEST_LABEL = 24;

  private static final int FIRST_DENSE = 0x0E00;
  private static final int FIRST_VOCALISED = 0x0590;

  private WholeValue() {}

  /** True if a value is as long as these thresholds ask for. */
  static boolean isDecisive(String value, int letters, Thresholds thresholds) {
    int words = 0;
    int dense = 0;
    int marks = 0;
    boolean inWord = false;
    for (int i = 0; i < value.length(); ) {
      int c = value.codePointAt(i);
      i += Character.charCount(c);
      boolean isLetter = Character.isLetterOrDigit(c);
      boolean isMark = CanonicalText.isMark(Character.getType(c));
      if (isLetter && c >= FIRST_DENSE && isDense(UnicodeScript.of(c))) {
        dense++;
      }
      // Those of other scripts than these are letters of the canonical form already.
      marks += isMark && !CanonicalText.isVowelSign(c) && c >= FIRST_VOCALISED ? 1 : 0;
      words += isLetter && !inWord ? 1 : 0;
      inWord = isLetter || isMark && inWord || inWord && (c == '\'' || c == '\u2019' || c == '-');
    }
    return dense >= DENSE
        || letters + marks >= thresholds.whole() && words >= thresholds.wholeWords();
  }

  private static boolean isDense(UnicodeScript script) {
    return switch (script) {
      case HAN, HIRAGANA, KATAKANA, BOPOMOFO, THAI, LAO, KHMER, MYANMAR, TIBETAN -> true;
      default -> false;
    };
  }

  /** Lines and turns of a captured text that are short enough, without the label of who speaks. */
  static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int turn = 0;
    for (int start = 0; start <= text.length() && pieces.size() < MOST_PIECES; ) {
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

  private static void add(String text, int start, int end, List<String> pieces) {
    // Only where it is not the whole text, which is known anyway.
    if (end - start >= DENSE && end - start <= LONGEST_LINE && end - start < text.length()) {
      pieces.add(text.substring(start, end));
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
