package dev.flowguard.agent.status;

import java.util.HexFormat;

/**
 * Writes one JSON object as text (RFC 8259), without line breaks. For one thread.
 *
 * <p>Written here, because it runs before {@code main}: the library that records are written with
 * would cost a start some sixty classes.
 */
final class JsonText {
  private static final int FIRST_PRINTABLE = 0x20;
  private static final char REPLACEMENT = '\ufffd';

  private final StringBuilder text = new StringBuilder(2_048).append('{');
  private boolean isFirst = true;

  private JsonText next() {
    if (!isFirst) {
      text.append(',');
    }
    isFirst = false;
    return this;
  }

  private JsonText name(String name) {
    next().quoted(name);
    text.append(':');
    return this;
  }

  private void quoted(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < FIRST_PRINTABLE) {
        text.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else if (Character.isSurrogate(c) && value.codePointAt(i) == c && !isSecond(value, i)) {
        text.append(REPLACEMENT); // half a character, which parsers refuse
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  /** True for the second half of a character whose first half is before it. */
  private static boolean isSecond(String value, int at) {
    return at > 0
        && Character.isLowSurrogate(value.charAt(at))
        && Character.isHighSurrogate(value.charAt(at - 1));
  }

  private void begin(char bracket) {
    text.append(bracket);
    isFirst = true;
  }

  private void end(char bracket) {
    text.append(bracket);
    isFirst = false;
  }

  JsonText text(String name, String value) {
    name(name).quoted(value);
    return this;
  }

  JsonText number(String name, long value) {
    name(name);
    text.append(value);
    return this;
  }

  /** An element of an array. */
  JsonText text(String value) {
    next().quoted(value);
    return this;
  }

  JsonText beginObject(String name) {
    name(name).begin('{');
    return this;
  }

  /** An element of an array. */
  JsonText beginObject() {
    next().begin('{');
    return this;
  }

  JsonText endObject() {
    end('}');
    return this;
  }

  JsonText beginArray(String name) {
    name(name).begin('[');
    return this;
  }

  JsonText endArray() {
    end(']');
    return this;
  }

  /** All of it, closed. */
  String end() {
    return text.append('}').toString();
  }

  @Override
  public String toString() {
    return "JsonText[" + text.length() + "]";
  }
}
