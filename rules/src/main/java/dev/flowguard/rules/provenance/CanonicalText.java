package dev.flowguard.rules.provenance;

import dev.flowguard.rules.inspection.Work;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The canonical form of a text, the same where it is captured and where it is matched:
 * compatibility decomposition (NFKD, Unicode Standard Annex 15), case folded, marks other than
 * {@linkplain #isVowelSign vowel signs} and everything that is no letter or digit dropped,
 * look-alikes of Latin letters and digits replaced by these. So white space, wrapping, punctuation,
 * markup, case and accents make no difference.
 *
 * <p>An ideograph or kana says as much as two letters, so it stands twice.
 */
final class CanonicalText {
  private static final byte[] ASCII = new byte[128];
  private static final char[] NONE = {};

  static {
    for (char c = 0; c < 128; c++) {
      if (c >= '0' && c <= '9' || c >= 'a' && c <= 'z') {
        ASCII[c] = (byte) c;
      } else if (c >= 'A' && c <= 'Z') {
        ASCII[c] = (byte) (c + 32);
      }
    }
  }

  /** Characters that are normalized at once, and what one of them costs beside its letters. */
  private static final int CHUNK = 1_024;

  private static final int NORMALIZED_STEPS = 24;

  private static final int NORMALIZED_BYTES = 8;

  /** More ASCII than this between other characters is not normalized with them. */
  private static final int GAP = 16;

  private Work work;

  /** The characters, a byte each, while all are ASCII, as in most texts: then they are half. */
  private byte[] narrow;

  /** The characters, once one of them is not ASCII. */
  private char @Nullable [] wide;

  /** Room for the next text that is not all ASCII. */
  private char[] spare = NONE;

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
    work.allocate(expected);
    narrow = new byte[Math.max(64, expected)];
  }

  /**
   * Begins with another text.
   *
   * @param expected characters; more are fine
   * @param charged with what is read and kept
   */
  void begin(int expected, Work charged) {
    erase();
    work = charged;
    work.allocate(expected);
    reserve(expected);
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
      i = appendAscii(text, i, end);
      if (i == end) {
        return;
      }
      char c = text.charAt(i);
      // Characters decompose one by one, so ASCII between others needs no normalization.
      String plain = Known.plain(c);
      int next = plain == null ? otherEnd(text, i, end) : i + 1;
      work.charge((long) NORMALIZED_STEPS * (next - i));
      if (plain == null) {
        appendAny(Normalizer.normalize(withoutMarks(text, i, next), Normalizer.Form.NFKD));
        reserve(end - next);
      } else {
        reserve(plain.length() + end - next);
        for (int k = 0; k < plain.length(); k++) {
          put(plain.charAt(k));
        }
      }
      i = next;
    }
  }

  /** Appends the canonical form of a part of an array of ASCII. */
  void appendAscii(byte[] ascii, int start, int end) {
    work.charge(end - start);
    reserve(end - start);
    int at = length;
    if (wide == null) {
      byte[] to = narrow;
      for (int i = start; i < end; i++) {
        byte kept = ASCII[ascii[i]];
        to[at] = kept; // overwritten by the next if it is nothing
        at += kept == 0 ? 0 : 1;
      }
    } else {
      char[] to = wide;
      for (int i = start; i < end; i++) {
        byte kept = ASCII[ascii[i]];
        to[at] = (char) kept;
        at += kept == 0 ? 0 : 1;
      }
    }
    length = at;
  }

  /** Says whether the gram at a place of a text is known. */
  interface KnownGrams {
    boolean has(long gram, CanonicalText text, int place);
  }

  /**
   * True if the text has a gram that passes a filter and is known.
   *
   * @param known asked of the few that pass
   */
  boolean hasGram(Keyed keyed, HotFilter filter, KnownGrams known) {
    if (length < Keyed.GRAM) {
      return false;
    }
    if (wide == null) {
      for (int at = 0; at < length; at++) {
        at = keyed.nextGram(narrow, at, length, filter);
        if (at < length && known.has(keyed.gram(narrow, at), this, at - Keyed.GRAM + 1)) {
          return true;
        }
      }
      return false;
    }
    long hash = 0;
    for (int i = 0; i < Keyed.GRAM - 1; i++) {
      hash = keyed.roll(hash, charAt(i));
    }
    hash = keyed.roll(hash, charAt(Keyed.GRAM - 1));
    long gram = Keyed.finish(hash);
    if (filter.mayHave(gram) && known.has(gram, this, 0)) {
      return true;
    }
    for (int i = Keyed.GRAM; i < length; i++) {
      hash = keyed.roll(hash, charAt(i), charAt(i - Keyed.GRAM));
      gram = Keyed.finish(hash);
      if (filter.mayHave(gram) && known.has(gram, this, i - Keyed.GRAM + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Characters that there is room for. */
  int capacity() {
    return Math.max(narrow.length, wide == null ? spare.length : wide.length);
  }

  /** Appends what is ASCII, and returns where it ends. */
  private int appendAscii(CharSequence text, int start, int end) {
    int i = start;
    if (wide == null) {
      while (i < end && text.charAt(i) < 128) {
        byte kept = ASCII[text.charAt(i)];
        narrow[length] = kept; // overwritten by the next if it is nothing
        length += kept == 0 ? 0 : 1;
        i++;
      }
    } else {
      while (i < end && text.charAt(i) < 128) {
        byte kept = ASCII[text.charAt(i)];
        wide[length] = (char) kept;
        length += kept == 0 ? 0 : 1;
        i++;
      }
    }
    return i;
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

  static boolean isMark(int type) {
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  /**
   * True for vowel signs of the scripts of India and of South-East Asia, where they say as much as
   * letters: they are kept. Those of Arabic and Hebrew are dropped, because most people leave them
   * out.
   */
  static boolean isVowelSign(int c) {
    return c >= 0x0900
        && c <= 0x17D3
        && (c <= 0x0FBC || c <= 0x109D && c >= 0x1000 || c >= 0x17B4)
        && isMark(Character.getType(c));
  }

  /** Appends a part of another text, as it is. */
  void append(CanonicalText other, int start, int end) {
    reserve(end - start);
    if (wide == null && other.wide == null) {
      System.arraycopy(other.narrow, start, narrow, length, end - start);
      length += end - start;
      return;
    }
    for (int i = start; i < end; i++) {
      put(other.charAt(i));
    }
  }

  private void appendAny(String text) {
    work.charge((long) NORMALIZED_STEPS * text.length());
    work.allocate((long) NORMALIZED_BYTES * text.length());
    reserve(2 * text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c < 128) {
        if (ASCII[c] != 0) {
          put((char) ASCII[c]);
        }
      } else if (c == 'ß') {
        put('s');
        put('s');
      } else if (isVowelSign(c)) {
        put((char) c);
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
      put((char) c);
      if (isDense) {
        put((char) c);
      }
    } else {
      // A pair of surrogates is two units already.
      put(Character.highSurrogate(c));
      put(Character.lowSurrogate(c));
    }
  }

  private void put(char c) {
    if (wide != null) {
      wide[length++] = c;
    } else if (c < 128) {
      narrow[length++] = (byte) c;
    } else {
      char[] chars = spare;
      if (chars.length < narrow.length) {
        work.allocate((long) Character.BYTES * narrow.length);
        chars = new char[narrow.length];
      }
      for (int i = 0; i < length; i++) {
        chars[i] = (char) narrow[i];
      }
      Arrays.fill(narrow, 0, length, (byte) 0);
      chars[length++] = c;
      spare = NONE;
      wide = chars;
    }
  }

  private void reserve(int more) {
    int room = wide == null ? narrow.length : wide.length;
    if (room - length < more) {
      room = Math.max(room * 2, length + more);
      if (wide == null) {
        work.allocate(room);
        narrow = Arrays.copyOf(narrow, room);
      } else {
        work.allocate((long) Character.BYTES * room);
        wide = Arrays.copyOf(wide, room);
      }
    }
  }

  void clear() {
    length = 0;
  }

  /** Clears it, and leaves nothing of the text behind. */
  void erase() {
    if (wide == null) {
      Arrays.fill(narrow, 0, length, (byte) 0);
    } else {
      Arrays.fill(wide, 0, length, (char) 0);
      spare = wide;
      wide = null; // the next text is mostly ASCII again
    }
    length = 0;
  }

  int length() {
    return length;
  }

  /** Its characters, if all are ASCII; else null. Not to be kept or changed. */
  byte @Nullable [] ascii() {
    return wide == null ? narrow : null;
  }

  char charAt(int index) {
    return wide == null ? (char) narrow[index] : wide[index];
  }

  /** A part as a string, to be fingerprinted. */
  String substring(int start, int end) {
    return wide == null
        ? new String(narrow, start, end - start, StandardCharsets.US_ASCII)
        : new String(wide, start, end - start);
  }

  @Override
  public String toString() {
    return "CanonicalText[" + length + " chars]";
  }

  /**
   * The canonical form of each character below Bopomofo, of nearly all scripts that are written
   * with letters or kana. Filled as they occur.
   */
  private static final class Known {
    private static final int END = 0x3100;

    private static final String[] PLAIN = new String[END];

    /** What a character leaves, or null if it is not one of these. */
    static @Nullable String plain(char c) {
      if (c >= END) {
        return null;
      }
      String plain = PLAIN[c];
      if (plain == null) {
        CanonicalText one = new CanonicalText();
        one.appendAny(Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKD));
        plain = one.substring(0, one.length());
        PLAIN[c] = plain; // by whichever thread: it is always the same
      }
      return plain;
    }
  }
}
