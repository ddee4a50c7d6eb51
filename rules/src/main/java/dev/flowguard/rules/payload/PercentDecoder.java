package dev.flowguard.rules.payload;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Percent-encoding (RFC 3986, section 2.1) that is left in a value after it was read. */
final class PercentDecoder implements Decoder {
  private static final Signs SIGNS = Signs.anyOf("%");

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null || next(text, 0) < 0) {
      return false;
    }
    String around = Stretches.of(part, text, "percent", from -> next(text, from), to);
    String decoded = decode(around, 0, around.length(), true, to.scratch(0));
    if (to.decoded(decoded.length())) {
      to.addText(part, around, "percent", decoded);
    }
    octets(part, text, 0, text.length(), to);
    return false;
  }

  /** The first encoded octet at or behind a position, or -1. */
  private static int next(String text, int from) {
    for (int i = text.indexOf('%', from); i >= 0; i = text.indexOf('%', i + 1)) {
      if (octet(text, i, text.length()) >= 0) {
        return i;
      }
    }
    return -1;
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
    StringBuilder out = scratch == null ? new StringBuilder() : scratch;
    out.ensureCapacity(end - start);
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

  /**
   * Has the bytes looked at that are encoded in a part of a text and may be no text: each stretch
   * of what encoders leave and write that has an octet which is no printable ASCII.
   */
  static void octets(Part part, String text, int start, int end, Unfolding to) {
    to.work().charge(2L * (end - start));
    byte[] bytes = null;
    int done = start;
    for (int i = start; i < end; i++) {
      int octet = octet(text, i, end);
      if (octet < 0 || octet < 0x80 && !TextEncoding.isControl((char) octet)) {
        continue;
      }
      int from = i;
      while (from > done && isLeft(text.charAt(from - 1))) {
        from--;
      }
      done = i;
      while (done < end && isLeft(text.charAt(done))) {
        done++;
      }
      if (bytes == null) {
        to.work().allocate(end - start);
        bytes = new byte[end - start];
      }
      Octets.open(part, "percent", bytes, octets(text, from, done, bytes), to);
      i = done - 1;
    }
  }

  /** Decodes to bytes, and returns how many there are. */
  private static int octets(String text, int start, int end, byte[] to) {
    int count = 0;
    for (int i = start; i < end; i++) {
      int octet = octet(text, i, end);
      to[count++] = (byte) (octet >= 0 ? octet : text.charAt(i) == '+' ? ' ' : text.charAt(i));
      i += octet >= 0 ? 2 : 0;
    }
    return count;
  }

  /** True for what is in bytes that somebody has encoded. */
  private static boolean isLeft(char c) {
    return c < 128 && (Character.isLetterOrDigit(c) || "%-_.~*!'()+/".indexOf(c) >= 0);
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
