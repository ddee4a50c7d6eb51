package dev.flowguard.rules.payload;

/**
 * Escapes of HTML ({@code &#233;}, {@code &amp;}) and JavaScript ({@code \}{@code u00e9}) that are
 * left in a value.
 */
final class EscapeDecoder implements Decoder {
  private static final int LONGEST_ENTITY = 10;

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null || text.indexOf("&#") < 0 && text.indexOf("\\u") < 0) {
      return false;
    }
    String decoded = decode(text);
    if (decoded.equals(text) || !to.decoded(decoded.length())) {
      return false;
    }
    to.add(part.innerText("escapes", decoded));
    return true;
  }

  private static String decode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int next = -1;
      if (c == '\\' && i + 5 < text.length() && text.charAt(i + 1) == 'u') {
        int unit = number(text, i + 2, i + 6, 16);
        if (unit >= 0) {
          out.append((char) unit);
          next = i + 6;
        }
      } else if (c == '&') {
        next = entity(text, i, out);
      }
      if (next < 0) {
        out.append(c);
        next = i + 1;
      }
      i = next;
    }
    return out.toString();
  }

  /** Appends what an entity stands for and returns where it ends, or -1. */
  private static int entity(String text, int start, StringBuilder out) {
    int end = text.indexOf(';', start);
    if (end < 0 || end - start > LONGEST_ENTITY || end - start < 3) {
      return -1;
    }
    if (text.charAt(start + 1) == '#') {
      boolean isHex = text.charAt(start + 2) == 'x' || text.charAt(start + 2) == 'X';
      int code = number(text, start + (isHex ? 3 : 2), end, isHex ? 16 : 10);
      if (code < 0 || !Character.isValidCodePoint(code)) {
        return -1;
      }
      out.appendCodePoint(code);
      return end + 1;
    }
    String plain =
        switch (text.substring(start + 1, end)) {
          case "amp" -> "&";
          case "lt" -> "<";
          case "gt" -> ">";
          case "quot" -> "\"";
          case "apos" -> "'";
          case "nbsp" -> " ";
          default -> "";
        };
    if (plain.isEmpty()) {
      return -1;
    }
    out.append(plain);
    return end + 1;
  }

  private static int number(String text, int start, int end, int radix) {
    int value = 0;
    for (int i = start; i < end; i++) {
      int digit = Character.digit(text.charAt(i), radix);
      if (digit < 0 || value > Character.MAX_CODE_POINT) {
        return -1;
      }
      value = value * radix + digit;
    }
    return start < end ? value : -1;
  }
}
