package dev.flowguard.rules.payload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Quoted-printable (RFC 2045, section 6.7) and Q-encoded words (RFC 2047), by their escapes. */
final class QuotedPrintableDecoder implements Decoder {
  private static final int FEWEST_ESCAPES = 2;

  private static final Signs SIGNS = Signs.anyOf("=");

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public boolean mayOpen(CharSequence value, Outline seen) {
    return escapes(value) >= FEWEST_ESCAPES;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null || escapes(text) < FEWEST_ESCAPES) {
      return false;
    }
    String around = Stretches.of(part, text, "quoted-printable", from -> next(text, from), to);
    byte[] bytes = around.getBytes(StandardCharsets.UTF_8);
    int length = decodeInPlace(bytes);
    if (to.decoded(length)) {
      TextEncoding read = TextEncoding.read(bytes, length, null);
      to.addText(
          part,
          around,
          "quoted-printable",
          read == null ? new String(bytes, 0, length, StandardCharsets.UTF_8) : read.text());
    }
    Octets.open(part, "quoted-printable", bytes, length, to);
    return false;
  }

  private static int escapes(CharSequence text) {
    int count = 0;
    for (int i = next(text, 0); i >= 0 && count < FEWEST_ESCAPES; i = next(text, i + 1)) {
      count++;
    }
    return count;
  }

  /** The first escape at or behind a position, or -1. */
  private static int next(CharSequence text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) != '=') {
        continue;
      }
      boolean isBreak =
          i + 1 < text.length() && (text.charAt(i + 1) == '\n' || text.charAt(i + 1) == '\r');
      boolean isOctet =
          i + 2 < text.length()
              && Character.digit(text.charAt(i + 1), 16) >= 0
              && Character.digit(text.charAt(i + 2), 16) >= 0;
      if (isBreak || isOctet) {
        return i;
      }
    }
    return -1;
  }

  /** Decodes, and goes on after an escape that is none. */
  static byte[] decode(byte[] bytes) {
    byte[] decoded = bytes.clone();
    return Arrays.copyOf(decoded, decodeInPlace(decoded));
  }

  /** The same, at the beginning of the same bytes; returns how many there are then. */
  private static int decodeInPlace(byte[] bytes) {
    int made = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '=') {
        bytes[made++] = bytes[i];
        continue;
      }
      int end = i + 1;
      while (end < bytes.length && (bytes[end] == ' ' || bytes[end] == '\t')) {
        end++;
      }
      if (end < bytes.length && (bytes[end] == '\r' || bytes[end] == '\n')) {
        boolean two = bytes[end] == '\r' && end + 1 < bytes.length && bytes[end + 1] == '\n';
        i = two ? end + 1 : end;
        continue;
      }
      int high = i + 2 < bytes.length ? Character.digit((char) bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit((char) bytes[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        bytes[made++] = '=';
      } else {
        bytes[made++] = (byte) (high << 4 | low);
        i += 2;
      }
    }
    return made;
  }
}
