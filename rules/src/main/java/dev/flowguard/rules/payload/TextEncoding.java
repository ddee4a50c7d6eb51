package dev.flowguard.rules.payload;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes read as a text.
 *
 * @param layer name of the charset where it is not UTF-8; null for UTF-8
 * @param isGuess true if nothing but the look of the text tells the charset
 */
record TextEncoding(String text, @Nullable String layer, boolean isGuess) {
  /** Of a hundred characters at most this many may be no text, in bytes that nothing declares. */
  private static final int NOISE_PERCENT = 10;

  private static final int SAMPLE = 4096;

  /** Bytes of a character, in the charsets that have the longest. */
  private static final int LONGEST_CHARACTER = 8;

  private static final String ASCII_TEXT = "Az09 ";
  private static final byte[] ASCII = ASCII_TEXT.getBytes(StandardCharsets.US_ASCII);

  /** Fewer pairs of bytes may be of one script by chance. */
  private static final int FEWEST_UNITS = 16;

  /** Groups of four bytes that may be characters by chance. */
  private static final int FEWEST_WIDE = 8;

  /** True if bytes of ASCII text are the same text in this charset. */
  boolean keepsAscii() {
    return layer == null || new String(ASCII, Charset.forName(layer)).equals(ASCII_TEXT);
  }

  /** The text, or null if the bytes are none. */
  static @Nullable TextEncoding read(byte[] bytes, @Nullable String type) {
    return read(bytes, bytes.length, type);
  }

  /** The text of the first bytes, or null if they are none. */
  static @Nullable TextEncoding read(byte[] bytes, int length, @Nullable String type) {
    Reading reading = reading(bytes, length, type);
    if (reading == null) {
      return null;
    }
    String text = withoutMark(new String(bytes, 0, length, reading.charset()));
    return new TextEncoding(text, reading.layer(), reading.isGuess());
  }

  /**
   * The text in a charset of before Unicode, if nothing declares one and more is malformed in UTF-8
   * than is not; or null.
   *
   * @param read how the bytes were read; null if they seem to be no text
   */
  static @Nullable TextEncoding legacy(
      byte[] bytes, @Nullable String type, @Nullable TextEncoding read) {
    boolean isSure;
    if (read != null && read.layer() == null) {
      isSure = read.text().indexOf('\ufffd') < 0 || isMostlyUtf8(bytes);
    } else {
      isSure = declared(type) != null || read != null && !read.mayBeOther();
    }
    if (isSure) {
      return null;
    }
    Charset charset = LegacyCharset.of(bytes, bytes.length);
    return charset == null || read != null && name(charset).equals(read.layer())
        ? null
        : new TextEncoding(new String(bytes, charset), name(charset), true);
  }

  /** True for what is read as ISO 8859-1 or UTF-16 by its look alone. */
  private boolean mayBeOther() {
    return isGuess || name(StandardCharsets.ISO_8859_1).equals(layer);
  }

  private static boolean isMostlyUtf8(byte[] bytes) {
    int balance = 0;
    for (int i = 0; i < bytes.length; ) {
      int size = bytes[i] >= 0 ? 0 : sequence(bytes, i, bytes.length);
      balance += Integer.signum(size);
      i += Math.max(1, Math.abs(size));
    }
    return balance > 0;
  }

  /**
   * How bytes read as a text, which is found out without making one.
   *
   * @param isGuess as of the text
   */
  record Reading(Charset charset, boolean isGuess) {
    private static final Reading UTF_8 = new Reading(StandardCharsets.UTF_8, false);
    private static final Reading LATIN = new Reading(StandardCharsets.ISO_8859_1, false);

    private @Nullable String layer() {
      return charset.equals(StandardCharsets.UTF_8) ? null : name(charset);
    }
  }

  /** How the first bytes read as a text, or null if they are none. */
  static @Nullable Reading reading(byte[] bytes, int length, @Nullable String type) {
    if (length == 0) {
      return null;
    }
    Charset wide = wide(bytes, length);
    if (wide != null) {
      return isReadable(bytes, length, wide) ? new Reading(wide, false) : null;
    }
    Charset declared = declared(type);
    if (declared != null
        && !declared.equals(StandardCharsets.UTF_8)
        && isReadable(bytes, length, declared)) {
      return new Reading(declared, false);
    }
    boolean isBinary = isBinary(bytes, length);
    if (!isBinary && isReadableUtf8(bytes, length)) {
      return Reading.UTF_8;
    }
    // Two bytes a character of another script than Latin, undeclared and without a mark.
    if (length % 2 == 0) {
      if (isOneScript(bytes, length, false)) {
        return new Reading(StandardCharsets.UTF_16LE, true);
      }
      if (isOneScript(bytes, length, true)) {
        return new Reading(StandardCharsets.UTF_16BE, true);
      }
    }
    // One byte a character, undeclared: readable if it has hardly any control characters.
    return !isBinary && isMostlyLetters(bytes, length) ? Reading.LATIN : null;
  }

  /** True for large bytes that have more control characters than any text, wherever one looks. */
  private static boolean isBinary(byte[] bytes, int length) {
    if (length < 4 * SAMPLE) {
      return false;
    }
    for (int sample = 0; sample < 3; sample++) {
      int start = sample * ((length - SAMPLE) / 2);
      int controls = 0;
      for (int i = start; i < start + SAMPLE; i++) {
        int b = bytes[i] & 0xff;
        controls += b < 0x09 || b > 0x0d && b < ' ' ? 1 : 0;
      }
      if (controls < SAMPLE / 20) {
        return false;
      }
    }
    return true;
  }

  private static String name(Charset charset) {
    return charset.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String withoutMark(String text) {
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /** UTF-16 or UTF-32 by byte order mark, or UTF-16 by where the zero bytes are. */
  private static @Nullable Charset wide(byte[] b, int length) {
    if (length >= 4 && b[0] == 0 && b[1] == 0 && (b[2] & 0xff) == 0xfe && (b[3] & 0xff) == 0xff) {
      return Charset.forName("UTF-32BE");
    }
    if (length >= 4 && (b[0] & 0xff) == 0xff && (b[1] & 0xff) == 0xfe && b[2] == 0 && b[3] == 0) {
      return Charset.forName("UTF-32LE");
    }
    if (length >= 2 && (b[0] & 0xff) == 0xfe && (b[1] & 0xff) == 0xff) {
      return StandardCharsets.UTF_16BE;
    }
    if (length >= 2 && (b[0] & 0xff) == 0xff && (b[1] & 0xff) == 0xfe) {
      return StandardCharsets.UTF_16LE;
    }
    int pairs = Math.min(length, SAMPLE) / 2;
    if (pairs < 4) {
      return null;
    }
    if (length % 4 == 0 && pairs >= 2 * FEWEST_WIDE) {
      if (isUtf32(b, pairs / 2, true)) {
        return Charset.forName("UTF-32BE");
      }
      if (isUtf32(b, pairs / 2, false)) {
        return Charset.forName("UTF-32LE");
      }
    }
    int evenZeros = 0;
    int oddZeros = 0;
    for (int i = 0; i < pairs; i++) {
      evenZeros += b[2 * i] == 0 ? 1 : 0;
      oddZeros += b[2 * i + 1] == 0 ? 1 : 0;
    }
    // Latin text has its zeros all on one side.
    if (oddZeros > pairs / 2 && evenZeros < pairs / 10 + 1) {
      return StandardCharsets.UTF_16LE;
    }
    return evenZeros > pairs / 2 && oddZeros < pairs / 10 + 1 ? StandardCharsets.UTF_16BE : null;
  }

  /** True if these are characters of four bytes each, most of them letters. */
  private static boolean isUtf32(byte[] b, int units, boolean bigEndian) {
    int letters = 0;
    for (int i = 0; i < units; i++) {
      int c = (int) (bigEndian ? Bytes.big(b, 4 * i, 4) : Bytes.little(b, 4 * i, 4));
      if (c < 0 || c > Character.MAX_CODE_POINT || !Character.isDefined(c)) {
        return false;
      }
      int type = Character.getType(c);
      letters +=
          Character.isLetter(c)
                  || c == ' '
                  || type == Character.NON_SPACING_MARK
                  || type == Character.COMBINING_SPACING_MARK
              ? 1
              : 0;
    }
    return letters * 10 >= units * 7;
  }

  /**
   * True if nearly all pairs of bytes are of few pages of 256 characters, or of those of Chinese,
   * Japanese and Korean, with none that is no character.
   */
  private static boolean isOneScript(byte[] b, int length, boolean bigEndian) {
    int units = Math.min(length, SAMPLE) / 2;
    if (units < FEWEST_UNITS) {
      return false;
    }
    int dense = 0;
    for (int i = 0; i < units; i++) {
      char c = pair(b, i, bigEndian);
      boolean isText =
          Character.isDefined(c)
              && Character.getType(c) != Character.PRIVATE_USE
              && (c >= ' ' || c == '\n' || c == '\r' || c == '\t');
      if (!isText) {
        return false;
      }
      dense += c < 0x80 || c >= 0x3000 && c < 0xa000 || c >= 0xac00 && c < 0xd7a4 ? 1 : 0;
    }
    if (dense == units) {
      return true;
    }
    // Most runs that are looked at are short words: an array of counters would be larger than they.
    byte[] pages = new byte[units];
    for (int i = 0; i < units; i++) {
      pages[i] = (byte) (pair(b, i, bigEndian) >> 8);
    }
    Arrays.sort(pages);
    int[] most = new int[5];
    for (int start = 0; start < units; ) {
      int end = start + 1;
      while (end < units && pages[end] == pages[start]) {
        end++;
      }
      most[0] = end - start;
      Arrays.sort(most); // the smallest of five makes room for the next
      start = end;
    }
    int common = most[1] + most[2] + most[3] + most[4];
    return common * 100 >= units * 95;
  }

  private static char pair(byte[] b, int index, boolean bigEndian) {
    int first = b[2 * index] & 0xff;
    int second = b[2 * index + 1] & 0xff;
    return (char) (bigEndian ? first << 8 | second : second << 8 | first);
  }

  private static @Nullable Charset declared(@Nullable String type) {
    String name = type == null ? null : MediaType.parameter(type, "charset");
    try {
      return name == null ? null : Charset.forName(name.trim());
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return null;
    }
  }

  /** True if what these bytes are in this charset is readable: seen from its beginning. */
  private static boolean isReadable(byte[] bytes, int length, Charset charset) {
    int seen = Math.min(length, LONGEST_CHARACTER * SAMPLE);
    String text = new String(bytes, 0, seen, charset);
    if (seen < length && text.length() < SAMPLE) {
      text = new String(bytes, 0, length, charset);
    }
    int chars = Math.min(text.length(), SAMPLE);
    int noise = 0;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      noise += isControl(c) || c == '\ufffd' ? 1 : 0;
    }
    return noise * 100 <= chars * NOISE_PERCENT;
  }

  /** The same for UTF-8, without decoding it. */
  static boolean isReadableUtf8(byte[] bytes, int length) {
    int most = Math.min(length, SAMPLE) * NOISE_PERCENT;
    int chars = 0;
    int noise = 0;
    for (int i = 0; i < length && chars < SAMPLE && noise * 100 <= most; chars++) {
      int c = bytes[i];
      if (c >= 0) {
        noise += isControl((char) c) ? 1 : 0;
        i++;
        continue;
      }
      int size = sequence(bytes, i, length);
      if (size < 0) {
        noise++;
        i -= size;
        continue;
      }
      boolean isControl = size == 2 && bytes[i] == (byte) 0xc2 && (bytes[i + 1] & 0xff) < 0xa0;
      boolean isReplacement =
          size == 3
              && bytes[i] == (byte) 0xef
              && bytes[i + 1] == (byte) 0xbf
              && bytes[i + 2] == (byte) 0xbd;
      noise += isControl || isReplacement ? 1 : 0;
      chars += size == 4 ? 1 : 0; // two units
      i += size;
    }
    return noise * 100 <= Math.min(chars, SAMPLE) * NOISE_PERCENT;
  }

  /** True if all of it is UTF-8 without a control character or a malformed byte. */
  static boolean isPlainUtf8(byte[] bytes, int length) {
    for (int i = 0; i < length; ) {
      int size = bytes[i] >= 0 ? 1 : sequence(bytes, i, length);
      boolean isControl =
          size == 1
              ? isControl((char) bytes[i])
              : size == 2 && bytes[i] == (byte) 0xc2 && (bytes[i + 1] & 0xff) < 0xa0;
      if (size < 0 || isControl) {
        return false;
      }
      i += size;
    }
    return true;
  }

  /**
   * Bytes of the character of UTF-8 that begins with this byte, which is not ASCII; negative for
   * what is malformed and is read as one replacement character: its longest part that could be of a
   * character (the Unicode Standard, section 3.9), or a surrogate.
   */
  private static int sequence(byte[] b, int at, int length) {
    int first = b[at] & 0xff;
    int size = first < 0xc2 || first > 0xf4 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (size == 1) {
      return -1;
    }
    for (int k = 1; k < size; k++) {
      int next = at + k < length ? b[at + k] & 0xff : 0;
      boolean isNext = (next & 0xc0) == 0x80;
      if (k == 1) {
        isNext =
            isNext
                && (first != 0xe0 || next >= 0xa0)
                && (first != 0xf0 || next >= 0x90)
                && (first != 0xf4 || next < 0x90);
      }
      if (!isNext) {
        return -k;
      }
    }
    return first == 0xed && (b[at + 1] & 0xff) >= 0xa0 ? -size : size;
  }

  /** Nearly all letters and spaces, and no control characters. */
  private static boolean isMostlyLetters(byte[] latin, int length) {
    int chars = Math.min(length, SAMPLE);
    int letters = 0;
    for (int i = 0; i < chars; i++) {
      char c = (char) (latin[i] & 0xff);
      if (isControl(c) || c == '\f' || c == 0x1b) {
        return false;
      }
      letters += c == ' ' || Character.isLetterOrDigit(c) ? 1 : 0;
    }
    return letters * 100 >= chars * 80;
  }

  static boolean isControl(char c) {
    return c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b
        || c >= 0x7f && c < 0xa0;
  }

  @Override
  public String toString() {
    return "TextEncoding[" + text.length() + " chars]";
  }
}
