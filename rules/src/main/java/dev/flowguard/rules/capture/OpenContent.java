package dev.flowguard.rules.capture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is open at the end of a section of a body, so that the next section is read in its place.
 * For one thread at a time, but {@link #mayDrop}.
 */
interface OpenContent {
  /** Bytes at the end of a section that the next one begins with, so that no run is cut. */
  int OVERLAP = 256;

  /**
   * For a body that begins with these bytes.
   *
   * @param type value of {@code Content-Type}, or null
   */
  static OpenContent of(@Nullable String type, byte[] head) {
    Delimiter delimiter = type == null ? null : Delimiter.of(type, head);
    if (type != null && delimiter != null) {
      return new OpenPart(type, delimiter);
    }
    int start = 0;
    while (start < head.length && head[start] <= ' ' && head[start] >= 0) {
      start++;
    }
    boolean isJson = start < head.length && (head[start] == '{' || head[start] == '[');
    return isJson ? new OpenJson() : new OpenText(type, head);
  }

  /** Reads a section, and changes nothing. */
  BodyReader read(byte[] section);

  /** Goes on behind a section; answers where in it the next one begins. */
  int next(byte[] section);

  /**
   * Goes on behind bytes that were left out.
   *
   * @param isFile true if all of them were of the file that is open
   */
  void skip(boolean isFile);

  /** True if these bytes are in the middle of a file and have no text. By any thread. */
  boolean mayDrop(byte[] bytes);

  /** Where a section begins that overlaps this one: at the start of a character. */
  static int overlap(byte[] section) {
    int start = Math.max(0, section.length - OVERLAP);
    while (start > 0 && (section[start] & 0xc0) == 0x80 && start > section.length - OVERLAP - 4) {
      start--;
    }
    return start;
  }

  /** One array after the other. */
  static byte[] concat(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /** The bytes of characters of ASCII. */
  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
