package dev.flowguard.rules.payload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Quoted-printable (RFC 2045, section 6.7) and Q-encoded words (RFC 2047), by their escapes. */
final class QuotedPrintableDecoder implements Decoder {
  private static final int FEWEST_ESCAPES = 2;

  @Override
  public boolean mayOpen(Outline value) {
    return value.has('=');
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null || escapes(text) < FEWEST_ESCAPES) {
      return false;
    }
    byte[] decoded = decode(text.getBytes(StandardCharsets.UTF_8));
    if (!to.decoded(decoded.length)) {
      return false;
    }
    to.add(part.innerText("quoted-printable", readable(decoded)));
    return false;
  }

  private static String readable(byte[] decoded) {
    TextEncoding read = TextEncoding.read(decoded, null);
    return read == null ? new String(decoded, StandardCharsets.UTF_8) : read.text();
  }

  private static int escapes(String text) {
    int count = 0;
    for (int i = text.indexOf('='); i >= 0; i = text.indexOf('=', i + 1)) {
      boolean isBreak =
          i + 1 < text.length() && (text.charAt(i + 1) == '\n' || text.charAt(i + 1) == '\r');
      boolean isOctet =
          i + 2 < text.length()
              && Character.digit(text.charAt(i + 1), 16) >= 0
              && Character.digit(text.charAt(i + 2), 16) >= 0;
      count += isBreak || isOctet ? 1 : 0;
    }
    return count;
  }

  /** Decodes, and goes on after an escape that is none. */
  static byte[] decode(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '=') {
        out.write(bytes[i]);
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
        out.write('=');
      } else {
        out.write(high << 4 | low);
        i += 2;
      }
    }
    return out.toByteArray();
  }
}
