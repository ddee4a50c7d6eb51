package dev.flowguard.rules.payload;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Percent-encoding (RFC 3986, section 2.1) that is left in a value after it was read. */
final class PercentDecoder implements Decoder {
  @Override
  public boolean mayOpen(Outline value) {
    return value.has('%');
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null || !isEncoded(text)) {
      return false;
    }
    String decoded = decode(text, 0, text.length(), true, to.scratch(0));
    if (to.decoded(decoded.length())) {
      to.add(part.innerText("percent", decoded));
    }
    return false;
  }

  private static boolean isEncoded(String text) {
    for (int i = text.indexOf('%'); i >= 0 && i + 2 < text.length(); i = text.indexOf('%', i + 1)) {
      if (digit(text, i + 1) >= 0 && digit(text, i + 2) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Decodes as UTF-8 and goes on after a bad sequence, which stays as it is. */
  static String decode(String text, boolean plusIsSpace) {
    return decode(text, 0, text.length(), plusIsSpace, null);
  }

  /**
   * The same for a part of a text.
   *
   * @param scratch an empty buffer to work in; null makes one
   */
  static String decode(
      String text, int start, int end, boolean plusIsSpace, @Nullable StringBuilder scratch) {
    int i = start;
    while (i < end && text.charAt(i) != '%' && (text.charAt(i) != '+' || !plusIsSpace)) {
      i++;
    }
    if (i == end) {
      return text.substring(start, end);
    }
    StringBuilder out = scratch == null ? new StringBuilder(end - start) : scratch;
    out.append(text, start, i);
    while (i < end) {
      char c = text.charAt(i);
      int octet = c == '%' ? octet(text, i, end) : -1;
      if (octet < 0) {
        out.append(plusIsSpace && c == '+' ? ' ' : c);
        i++;
      } else if (octet < 128) {
        out.append((char) octet);
        i += 3;
      } else {
        i = octets(text, i, end, out);
      }
    }
    return out.toString();
  }

  /** Appends what octets in a row are that are not ASCII, and returns where they end. */
  private static int octets(String text, int start, int end, StringBuilder out) {
    int count = 0;
    while (octet(text, start + 3 * count, end) >= 128) {
      count++;
    }
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) octet(text, start + 3 * i, end);
    }
    out.append(new String(bytes, StandardCharsets.UTF_8));
    return start + 3 * count;
  }

  /** What an escape stands for; -1 where there is none. */
  private static int octet(String text, int at, int end) {
    if (at + 2 >= end || text.charAt(at) != '%') {
      return -1;
    }
    int high = digit(text, at + 1);
    int low = digit(text, at + 2);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int digit(String text, int at) {
    return at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
  }
}
