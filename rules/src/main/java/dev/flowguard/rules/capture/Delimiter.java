package dev.flowguard.rules.capture;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The line before each part of a multipart body. It is looked for by its last byte (Horspool), so
 * that most bytes of a file are not looked at. Immutable.
 */
final class Delimiter {
  /** RFC 2046 allows 70 characters. */
  private static final int LONGEST = 200;

  private static final String MULTIPART = "multipart/";
  private static final String BOUNDARY = "boundary=";

  private final byte[] bytes;
  private final int[] shifts = new int[256];

  private Delimiter(byte[] bytes) {
    this.bytes = bytes;
    Arrays.fill(shifts, bytes.length);
    for (int i = 0; i < bytes.length - 1; i++) {
      shifts[bytes[i] & 0xff] = bytes.length - 1 - i;
    }
  }

  /**
   * The declared one, or the first line of a body where the declaration is wrong; null for a body
   * that has no parts.
   */
  static @Nullable Delimiter of(String type, byte[] head) {
    if (!type.regionMatches(true, 0, MULTIPART, 0, MULTIPART.length())) {
      return null;
    }
    Delimiter declared = declared(type);
    return declared != null && declared.find(head, 0) >= 0 ? declared : firstLine(head);
  }

  private static @Nullable Delimiter declared(String type) {
    int at = type.toLowerCase(Locale.ROOT).indexOf(BOUNDARY);
    if (at < 0) {
      return null;
    }
    int start = at + BOUNDARY.length();
    boolean isQuoted = start < type.length() && type.charAt(start) == '"';
    int end = type.indexOf(isQuoted ? '"' : ';', isQuoted ? start + 1 : start);
    String boundary = type.substring(isQuoted ? start + 1 : start, end < 0 ? type.length() : end);
    String text = boundary.trim();
    return text.isEmpty() || text.length() > LONGEST
        ? null
        : new Delimiter(OpenContent.ascii("--" + text));
  }

  private static @Nullable Delimiter firstLine(byte[] head) {
    int start = 0;
    while (start < head.length && (head[start] == '\r' || head[start] == '\n')) {
      start++;
    }
    int end = start;
    while (end < head.length && head[end] > ' ' && end - start < LONGEST) {
      end++;
    }
    boolean isDelimiter = end - start > 2 && head[start] == '-' && head[start + 1] == '-';
    return isDelimiter ? new Delimiter(Arrays.copyOfRange(head, start, end)) : null;
  }

  int length() {
    return bytes.length;
  }

  /** The next one at the start of a line, or -1. */
  int find(byte[] in, int from) {
    int last = bytes.length - 1;
    for (int at = from; at + last < in.length; at += shifts[in[at + last] & 0xff]) {
      if (in[at + last] == bytes[last]
          && (at == 0 || in[at - 1] == '\n')
          && Arrays.equals(in, at, at + last, bytes, 0, last)) {
        return at;
      }
    }
    return -1;
  }
}
