package dev.flowguard.rules.provenance;

import dev.flowguard.rules.inspection.Work;
import java.text.Normalizer;

/**
 * The canonical form of a text, the same where it is captured and where it is matched:
 * compatibility decomposition (NFKD, Unicode Standard Annex 15), case folded, marks and everything
 * that is no letter or digit dropped, look-alikes of Latin letters and digits replaced by these. So
 * white space, wrapping, punctuation, markup, case and accents make no difference.
 *
 * <p>An ideograph or kana says as much as two letters, so it stands twice.
 */
final class CanonicalText {
  private static final char[] ASCII = new char[128];

  static {
    for (char c = 0; c < 128; c++) {
      if (c >= '0' && c <= '9' || c >= 'a' && c <= 'z') {
        ASCII[c] = c;
      } else if (c >= 'A' && c <= 'Z') {
        ASCII[c] = (char) (c + 32);
      }
    }
  }

  /** Characters that are normalized at once, and what one of them costs beside its letters. */
  private static final int CHUNK = 1_024;

  private static final int NORMALIZED_STEPS = 24;

  /** More ASCII than this between other characters is not normalized with them. */
  private static final int GAP = 16;

  private final Work work;
  private char[] chars;
  private int length;

  CanonicalText() {
    this(1024);
  }

  /**
   * @param expected characters; more are fine
   */
  CanonicalText(int expected) {
    this(expected, new Work(Long.MAX_VALUE, Long.MAX_VALUE));
  }

  /**
   * @param work charged with what is read and kept
   */
  CanonicalText(int expected, Work work) {
    this.work = work;
    work.allocate((long) Character.BYTES * expected);
    chars = new char[Math.max(64, expected)];
  }

  /** Appends the canonical form of a text. */
  void append(CharSequence text) {
    append(text, 0, text.length());
  }

  /** Appends the canonical form of a part of a text. */
  void append(CharSequence text, int start, int end) {
    int i = start;
    work.charge(end - start);
    reserve(end - start);
    while (true) {
      while (i < end && text.charAt(i) < 128) {
        char kept = ASCII[text.charAt(i)];
        if (kept != 0) {
          chars[length++] = kept;
        }
        i++;
      }
      if (i == end) {
        return;
      }
      // Characters decompose one by one, so ASCII between others needs no normalization.
      int next = otherEnd(text, i, end);
      work.charge((long) NORMALIZED_STEPS * (next - i));
      appendAny(Normalizer.normalize(withoutMarks(text, i, next), Normalizer.Form.NFKD));
      reserve(end - next);
      i = next;
    }
  }

  /** Where characters end that are not ASCII, with a little ASCII among them; at most a chunk. */
  private static int otherEnd(CharSequence text, int start, int end) {
    int most = Math.min(end, start + CHUNK);
    int last = start;
    for (int i = start; i < most && i - last <= GAP; i++) {
      last = text.charAt(i) < 128 ? last : i;
    }
    int next = last + 1;
    boolean splitsPair = next < end && Character.isHighSurrogate(text.charAt(last));
    return splitsPair ? (last > start ? last : next + 1) : next;
  }

  /**
   * A part without the marks, which are dropped anyway: sorting them, as normalization does, takes
   * quadratic time where they are many in a row.
   */
  private static CharSequence withoutMarks(CharSequence text, int start, int end) {
    StringBuilder kept = new StringBuilder(end - start);
    for (int i = start; i < end; ) {
      int c = Character.codePointAt(text, i);
      int length = Character.charCount(c);
      if (c < 0x300 || !isMark(Character.getType(c))) {
        kept.append(text, i, Math.min(end, i + length));
      }
      i += length;
    }
    return kept;
  }

  private static boolean isMark(int type) {
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  /** Appends a part of another text, as it is. */
  void append(CanonicalText other, int start, int end) {
    reserve(end - start);
    System.arraycopy(other.chars, start, chars, length, end - start);
    length += end - start;
  }

  private void appendAny(String text) {
    work.charge((long) NORMALIZED_STEPS * text.length());
    reserve(2 * text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c < 128) {
        if (ASCII[c] != 0) {
          chars[length++] = ASCII[c];
        }
      } else if (c == 'ß') {
        chars[length++] = 's';
        chars[length++] = 's';
      } else if (Character.isLetterOrDigit(c)) {
        int digit = Character.digit(c, 10);
        appendLetter(
            digit >= 0
                ? '0' + digit
                : Confusables.plain(Character.toLowerCase(Character.toUpperCase(c))));
      }
    }
  }

  private void appendLetter(int c) {
    boolean isDense =
        Character.isIdeographic(c)
            || Character.UnicodeScript.of(c) == Character.UnicodeScript.HIRAGANA
            || Character.UnicodeScript.of(c) == Character.UnicodeScript.KATAKANA;
    if (Character.isBmpCodePoint(c)) {
      chars[length++] = (char) c;
      if (isDense) {
        chars[length++] = (char) c;
      }
    } else {
      // A pair of surrogates is two units already.
      chars[length++] = Character.highSurrogate(c);
      chars[length++] = Character.lowSurrogate(c);
    }
  }

  private void reserve(int more) {
    if (chars.length - length < more) {
      int room = Math.max(chars.length * 2, length + more);
      work.allocate((long) Character.BYTES * room);
      chars = java.util.Arrays.copyOf(chars, room);
    }
  }

  void clear() {
    length = 0;
  }

  int length() {
    return length;
  }

  char charAt(int index) {
    return chars[index];
  }

  /** The characters, of which {@link #length()} count; never modified by others. */
  char[] chars() {
    return chars;
  }

  /** A part as a string, to be fingerprinted. */
  String substring(int start, int end) {
    return new String(chars, start, end - start);
  }

  @Override
  public String toString() {
    return "CanonicalText[" + length + " chars]";
  }
}
