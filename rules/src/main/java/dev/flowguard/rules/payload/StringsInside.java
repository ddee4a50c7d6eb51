package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Work;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The readable runs inside bytes, whatever format they have: UTF-8, UTF-16, and lists of words. So
 * text in formats that nothing here opens (MessagePack, CBOR, BSON, Java serialization, metadata of
 * files) is looked at all the same.
 */
final class StringsInside {
  /** Shorter runs come about by chance. */
  private static final int SHORTEST = 12;

  /** All runs together; what comes after is not looked at as a text. */
  static final int MOST_BYTES = 1 << 20;

  /** Bytes in which lists have what is no text. */
  private static final int BEGINNING = 64;

  private StringsInside() {}

  /** What a byte may be in a narrow run: 0 no part, 1 a character, else the bytes of one. */
  private static final byte[] LENGTHS = new byte[256];

  private static final boolean[] IS_PART = new boolean[256];

  static {
    for (int b = ' '; b < 0x7f; b++) {
      LENGTHS[b] = 1;
    }
    for (char c : "\n\t\r".toCharArray()) {
      LENGTHS[c] = 1;
    }
    Arrays.fill(LENGTHS, 0xc2, 0xe0, (byte) 2);
    Arrays.fill(LENGTHS, 0xe0, 0xf0, (byte) 3);
    Arrays.fill(LENGTHS, 0xf0, 0xf5, (byte) 4);
    for (int b = 0; b < 256; b++) {
      IS_PART[b] = LENGTHS[b] > 0 || b >= 0x80 && b < 0xc0;
    }
  }

  /**
   * The runs, a line each, those of one byte a character first; null if there are none.
   *
   * @param isNoise true if no lists of words are looked for
   * @param work charged with the lists; all else is charged by the caller
   */
  static @Nullable String of(byte[] bytes, boolean isNoise, Work work) {
    StringBuilder out = new StringBuilder();
    narrow(bytes, out);
    WideStrings.find(bytes, SHORTEST, out);
    if (!isNoise) {
      WordLists.find(bytes, out, work);
    }
    return out.isEmpty() ? null : out.toString();
  }

  /**
   * The words of lists alone, where bytes read as a text whose beginning no text has; null if there
   * are none.
   */
  static @Nullable String wordsOf(byte[] bytes, Work work) {
    if (TextEncoding.isPlainUtf8(bytes, Math.min(bytes.length, BEGINNING))) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    WordLists.find(bytes, out, work);
    return out.isEmpty() ? null : out.toString();
  }

  /** Runs in UTF-8. */
  private static void narrow(byte[] bytes, StringBuilder out) {
    int i = 0;
    int known = 0; // up to here each byte may be part of a text
    while (i + SHORTEST <= bytes.length && out.length() < MOST_BYTES) {
      // A byte that is no part of any text rules out all runs that would stand over it.
      int last = i + SHORTEST - 1;
      while (last >= i && last >= known && IS_PART[bytes[last] & 0xff]) {
        last--;
      }
      if (last >= i && last >= known) {
        i = last + 1;
        continue;
      }
      known = i + SHORTEST;
      int end = runEnd(bytes, i);
      add(bytes, i, end, StandardCharsets.UTF_8, SHORTEST, out);
      i = end + 1;
    }
  }

  /** True if these bytes are UTF-8 without control characters. */
  static boolean isText(byte[] bytes, int start, int end) {
    int i = start;
    while (i < end) {
      int length = LENGTHS[bytes[i] & 0xff];
      if (length == 0 || length > 1 && !isCharacter(bytes, i, length)) {
        return false;
      }
      i += length;
    }
    return i == end;
  }

  private static int runEnd(byte[] bytes, int start) {
    int i = start;
    while (i < bytes.length) {
      int length = LENGTHS[bytes[i] & 0xff];
      if (length == 0 || length > 1 && !isCharacter(bytes, i, length)) {
        return i;
      }
      i += length;
    }
    return i;
  }

  private static boolean isCharacter(byte[] bytes, int at, int length) {
    if (at + length > bytes.length) {
      return false;
    }
    for (int k = 1; k < length; k++) {
      if ((bytes[at + k] & 0xc0) != 0x80) {
        return false;
      }
    }
    return true;
  }

  private static void add(
      byte[] bytes, int start, int end, Charset charset, int shortest, StringBuilder out) {
    if (end - start >= shortest) {
      out.append(new String(bytes, start, Math.min(end - start, MOST_BYTES), charset)).append('\n');
    }
  }
}
