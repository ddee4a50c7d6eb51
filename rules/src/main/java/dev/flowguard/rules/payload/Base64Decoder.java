package dev.flowguard.rules.payload;

import java.util.Arrays;
import java.util.Base64;

/**
 * Base64 and base64url (RFC 4648) anywhere in a value: with or without padding, broken into lines,
 * behind a {@code data:} prefix, glued to other text.
 *
 * <p>A run counts if its decoded bytes are a text, a known kind of file or a compressed part, or
 * many enough to be bytes that somebody sent on purpose. Most words of a text are runs too; they
 * are too short, or decode to nothing.
 */
final class Base64Decoder implements Decoder {
  private static final int SHORTEST_RUN = 20;

  /** Decoded bytes without a recognisable form count from this length. */
  private static final int SHORTEST_OPAQUE = 64;

  /** Characters of a line, from which on a line break does not end a run. */
  private static final int SHORTEST_LINE = 16;

  private static final boolean[] ALPHABET = new boolean[128];

  static {
    for (char c :
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_".toCharArray()) {
      ALPHABET[c] = true;
    }
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null || text.length() < SHORTEST_RUN) {
      return false;
    }
    int start = 0;
    boolean opened = false;
    while (start < text.length()) {
      if (!isSymbol(text.charAt(start))) {
        start++;
        continue;
      }
      int end = runEnd(text, start);
      if (end - start >= SHORTEST_RUN) {
        opened |= openRun(part, text, start, end, to);
      }
      start = end;
    }
    return opened;
  }

  private static boolean isSymbol(char c) {
    return c < 128 && ALPHABET[c];
  }

  /**
   * Where a run ends; a line break after a line of some length, escaped or not, is a part of it.
   */
  private static int runEnd(String text, int start) {
    int at = start;
    int line = start;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isSymbol(c)) {
        at++;
        continue;
      }
      int next = at;
      if (c == '\\' && at + 1 < text.length() && "rn".indexOf(text.charAt(at + 1)) >= 0) {
        next = at + 2;
      } else if (c == '\r' || c == '\n') {
        next = at + 1;
        while (next < text.length() && "\r\n \t".indexOf(text.charAt(next)) >= 0) {
          next++;
        }
      }
      if (next == at
          || at - line < SHORTEST_LINE
          || next >= text.length()
          || !isSymbol(text.charAt(next))) {
        return at;
      }
      at = next;
      line = next;
    }
    return at;
  }

  private static boolean openRun(Part part, String text, int start, int end, Unfolding to) {
    byte[] symbols = new byte[end - start];
    int count = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (isSymbol(c)) {
        symbols[count++] = (byte) (c == '-' ? '+' : c == '_' ? '/' : c);
      } else if (c == '\\') {
        i++; // an escaped line break
      }
    }
    byte[] opaque = null;
    // Text of the same alphabet in front shifts the groups of four.
    for (int offset = 0; offset < 4 && count - offset >= SHORTEST_RUN - 4; offset++) {
      byte[] bytes = decode(symbols, offset, count);
      if (isRecognised(bytes)) {
        if (to.decoded(bytes.length)) {
          to.add(part.inner("base64", bytes));
        }
        return true;
      }
      opaque = opaque == null ? bytes : opaque;
    }
    if (opaque != null && opaque.length >= SHORTEST_OPAQUE && to.decoded(opaque.length)) {
      to.leaf(new Leaf.Binary(part.location(), part.layers().then("base64"), opaque, null, null));
      return true;
    }
    return false;
  }

  private static byte[] decode(byte[] symbols, int offset, int count) {
    int length = count - offset;
    // A single symbol in the last group carries no byte.
    length -= length % 4 == 1 ? 1 : 0;
    return Base64.getDecoder().decode(Arrays.copyOfRange(symbols, offset, offset + length));
  }

  private static boolean isRecognised(byte[] bytes) {
    if (FileKind.of(bytes) != null
        || bytes.length > 3 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b
        || BoundedInflater.isZlib(bytes) && bytes.length >= SHORTEST_OPAQUE) {
      return true;
    }
    TextEncoding read = TextEncoding.read(bytes, null);
    return read != null && !"iso-8859-1".equals(read.layer());
  }
}
