package dev.flowguard.rules.payload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

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
    String decoded = decode(text, true);
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
    if (text.indexOf('%') < 0) {
      return plusIsSpace && text.indexOf('+') >= 0 ? text.replace('+', ' ') : text;
    }
    StringBuilder out = new StringBuilder(text.length());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' && digit(text, i + 1) >= 0 && digit(text, i + 2) >= 0) {
        bytes.write(digit(text, i + 1) << 4 | digit(text, i + 2));
        i += 2;
        continue;
      }
      flush(bytes, out);
      out.append(plusIsSpace && c == '+' ? ' ' : c);
    }
    flush(bytes, out);
    return out.toString();
  }

  private static void flush(ByteArrayOutputStream bytes, StringBuilder out) {
    if (bytes.size() > 0) {
      out.append(bytes.toString(StandardCharsets.UTF_8));
      bytes.reset();
    }
  }

  private static int digit(String text, int at) {
    return at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
  }
}
