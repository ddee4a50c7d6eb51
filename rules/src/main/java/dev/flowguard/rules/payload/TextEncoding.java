package dev.flowguard.rules.payload;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes read as a text.
 *
 * @param layer name of the charset where it is not UTF-8; null for UTF-8
 * @param isGuess true if nothing but the look of the text tells the charset
 */
record TextEncoding(String text, @Nullable String layer, boolean isGuess) {
  private TextEncoding(String text, @Nullable String layer) {
    this(text, layer, false);
  }

  /** Of a hundred characters at most this many may be no text, in bytes that nothing declares. */
  private static final int NOISE_PERCENT = 10;

  private static final int SAMPLE = 4096;
  private static final String ASCII_TEXT = "Az09 ";
  private static final byte[] ASCII = ASCII_TEXT.getBytes(StandardCharsets.US_ASCII);

  /** Fewer pairs of bytes may be of one script by chance. */
  private static final int FEWEST_UNITS = 16;

  /** True if bytes of ASCII text are the same text in this charset. */
  boolean keepsAscii() {
    return layer == null || new String(ASCII, Charset.forName(layer)).equals(ASCII_TEXT);
  }

  /** The text, or null if the bytes are none. */
  static @Nullable TextEncoding read(byte[] bytes, @Nullable String type) {
    if (bytes.length == 0) {
      return null;
    }
    Charset wide = wide(bytes);
    if (wide != null) {
      String text = new String(bytes, wide);
      return isReadable(text) ? new TextEncoding(withoutMark(text), name(wide)) : null;
    }
    Charset declared = declared(type);
    if (declared != null && !declared.equals(StandardCharsets.UTF_8)) {
      String text = new String(bytes, declared);
      if (isReadable(text)) {
        return new TextEncoding(withoutMark(text), name(declared));
      }
    }
    boolean isBinary = isBinary(bytes);
    if (!isBinary) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (isReadable(text)) {
        return new TextEncoding(withoutMark(text), null);
      }
    }
    // Two bytes a character of another script than Latin, undeclared and without a mark.
    for (Charset pairs : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      if (bytes.length % 2 == 0 && isOneScript(bytes, pairs == StandardCharsets.UTF_16BE)) {
        return new TextEncoding(new String(bytes, pairs), name(pairs), true);
      }
    }
    if (isBinary) {
      return null;
    }
    // One byte a character, undeclared: readable if it has hardly any control characters.
    String latin = new String(bytes, StandardCharsets.ISO_8859_1);
    return isMostlyLetters(latin) ? new TextEncoding(latin, "iso-8859-1") : null;
  }

  /** True for large bytes that have more control characters than any text, wherever one looks. */
  private static boolean isBinary(byte[] bytes) {
    if (bytes.length < 4 * SAMPLE) {
      return false;
    }
    for (int sample = 0; sample < 3; sample++) {
      int start = sample * ((bytes.length - SAMPLE) / 2);
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
  private static @Nullable Charset wide(byte[] b) {
    if (b.length >= 4 && b[0] == 0 && b[1] == 0 && (b[2] & 0xff) == 0xfe && (b[3] & 0xff) == 0xff) {
      return Charset.forName("UTF-32BE");
    }
    if (b.length >= 4 && (b[0] & 0xff) == 0xff && (b[1] & 0xff) == 0xfe && b[2] == 0 && b[3] == 0) {
      return Charset.forName("UTF-32LE");
    }
    if (b.length >= 2 && (b[0] & 0xff) == 0xfe && (b[1] & 0xff) == 0xff) {
      return StandardCharsets.UTF_16BE;
    }
    if (b.length >= 2 && (b[0] & 0xff) == 0xff && (b[1] & 0xff) == 0xfe) {
      return StandardCharsets.UTF_16LE;
    }
    int pairs = Math.min(b.length, SAMPLE) / 2;
    if (pairs < 4) {
      return null;
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

  /**
   * True if nearly all pairs of bytes are of few pages of 256 characters, or of those of Chinese,
   * Japanese and Korean, with none that is no character.
   */
  private static boolean isOneScript(byte[] b, boolean bigEndian) {
    int units = Math.min(b.length, SAMPLE) / 2;
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
    int[] pages = new int[256];
    for (int i = 0; i < units; i++) {
      pages[pair(b, i, bigEndian) >> 8]++;
    }
    Arrays.sort(pages);
    int common = pages[255] + pages[254] + pages[253] + pages[252];
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

  private static boolean isReadable(String text) {
    return noise(text, false) * 100 <= Math.min(text.length(), SAMPLE) * NOISE_PERCENT;
  }

  private static boolean isMostlyLetters(String text) {
    int length = Math.min(text.length(), SAMPLE);
    int letters = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      letters += c == ' ' || Character.isLetterOrDigit(c) && c < 256 ? 1 : 0;
    }
    return noise(text, true) == 0 && letters * 100 >= length * 80;
  }

  private static int noise(String text, boolean strict) {
    int length = Math.min(text.length(), SAMPLE);
    int noise = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean isControl =
          c < ' ' && c != '\n' && c != '\r' && c != '\t' && (strict || c != '\f' && c != 0x1b)
              || c >= 0x7f && c < 0xa0;
      noise += isControl || c == '\ufffd' ? 1 : 0;
    }
    return noise;
  }

  @Override
  public String toString() {
    return "TextEncoding[" + text.length() + " chars]";
  }
}
