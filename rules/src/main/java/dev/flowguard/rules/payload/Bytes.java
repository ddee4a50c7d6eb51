package dev.flowguard.rules.payload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What decoded bytes look like, by which a run of symbols is told from a word or an id. */
final class Bytes {
  /** Compressed parts shorter than this hold nothing. */
  private static final int SHORTEST_COMPRESSED = 16;

  private static final int LATEST_START = 72;
  private static final int SHORTEST_ZLIB = 32;

  /** What bytes look like. */
  enum Meaning {
    FILE,
    COMPRESSED,
    TEXT,
    /** A text, if the bytes are not shifted. */
    PERHAPS_TEXT,
    NONE
  }

  private Bytes() {}

  static Meaning meaning(byte[] bytes) {
    return meaning(bytes, bytes.length);
  }

  /** What the first bytes of an array mean. Makes nothing of them. */
  static Meaning meaning(byte[] bytes, int length) {
    if (FileKind.of(bytes, length) != null) {
      return Meaning.FILE;
    }
    if (length >= SHORTEST_COMPRESSED
        && (isGzip(bytes)
            || Zstandard.isFrame(bytes, 0)
            || BoundedInflater.isZlib(bytes) && length >= SHORTEST_ZLIB)) {
      return Meaning.COMPRESSED;
    }
    TextEncoding.Reading reading = TextEncoding.reading(bytes, length, null);
    if (reading == null || reading.charset().equals(StandardCharsets.ISO_8859_1)) {
      return Meaning.NONE;
    }
    return reading.isGuess() ? Meaning.PERHAPS_TEXT : Meaning.TEXT;
  }

  /**
   * Where a file or compressed part begins that stands a little behind the start, as it does where
   * a prefix of the same alphabet is glued to its encoded form; or -1.
   */
  static int laterStart(byte[] bytes, int length) {
    int last = Math.min(length - SHORTEST_COMPRESSED, LATEST_START);
    for (int at = 1; at <= last; at++) {
      int first = bytes[at] & 0xff;
      boolean starts =
          switch (first) {
            case 0x1f -> bytes[at + 1] == (byte) 0x8b && bytes[at + 2] == 8;
            case 0x78 ->
                (first << 8 | bytes[at + 1] & 0xff) % 31 == 0 && (bytes[at + 1] & 0x20) == 0;
            case 0x28, 0x50, 0x25, 0x89, 0xff, 'G', 'R', 0xd0, '{' ->
                Zstandard.isFrame(bytes, at)
                    || FileKind.of(Arrays.copyOfRange(bytes, at, at + SHORTEST_COMPRESSED)) != null;
            default -> false;
          };
      if (starts) {
        return at;
      }
    }
    return -1;
  }

  static boolean isGzip(byte[] bytes) {
    return isGzip(bytes, 0);
  }

  static boolean isGzip(byte[] bytes, int at) {
    return bytes.length - at > 3
        && bytes[at] == 0x1f
        && bytes[at + 1] == (byte) 0x8b
        && bytes[at + 2] == 8;
  }

  static boolean startsWith(byte[] bytes, String ascii) {
    return is(bytes, 0, ascii);
  }

  /** True if these characters (of ISO 8859-1) stand there. */
  static boolean is(byte[] bytes, int at, String magic) {
    if (at < 0 || bytes.length - at < magic.length()) {
      return false;
    }
    for (int i = 0; i < magic.length(); i++) {
      if ((bytes[at + i] & 0xff) != magic.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Where these characters (of ISO 8859-1) stand next, or -1. */
  static int indexOf(byte[] bytes, String wanted, int from, int end) {
    char first = wanted.charAt(0);
    for (int i = Math.max(0, from); i + wanted.length() <= end; i++) {
      if ((bytes[i] & 0xff) == first && is(bytes, i, wanted)) {
        return i;
      }
    }
    return -1;
  }

  static String latin(byte[] bytes, int from, int end) {
    return new String(bytes, from, Math.max(0, end - from), StandardCharsets.ISO_8859_1);
  }

  /** An unsigned number of so many bytes, lowest first; at most 4. */
  static long little(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }

  /** An unsigned number of so many bytes, highest first; at most 4. */
  static long big(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }
}
