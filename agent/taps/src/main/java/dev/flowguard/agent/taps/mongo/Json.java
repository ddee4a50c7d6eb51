package dev.flowguard.agent.taps.mongo;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * JSON in UTF-8, made of BSON for whoever looks for texts: an id is its digits, a date is an
 * instant, and bytes are the text that they are, or in base64.
 */
final class Json {
  /** A document has 16 MiB at most; escapes make it longer. */
  static final int LONGEST = 48 << 20;

  /** The database accepts 100 levels. */
  static final int DEEPEST = 128;

  private static final int FIRST = 1 << 10;
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private static final int OLD_BYTES = 2;
  private static final int OLD_UUID = 3;
  private static final int UUID_TYPE = 4;
  private static final int UUID_LENGTH = 16;

  private static final int DECIMAL_BIAS = 6176;

  private final ByteBuffer from;
  private byte[] text = new byte[FIRST];
  private int length;

  /**
   * @param from what the values are in, little-endian
   */
  Json(ByteBuffer from) {
    this.from = from;
  }

  /** Begins anew. */
  void clear() {
    length = 0;
  }

  /** What was written since. */
  ByteBuffer written() {
    return ByteBuffer.wrap(text, 0, length);
  }

  /** Writes all elements that follow, as an object. */
  void object(Elements elements, int depth) {
    byte before = '{';
    while (elements.next()) {
      put(before);
      quoted(elements.nameStart(), elements.nameEnd());
      put(':');
      value(elements.value(), depth);
      before = ',';
    }
    if (before == '{') {
      put('{');
    }
    put('}');
  }

  private void array(Elements elements, int depth) {
    byte before = '[';
    while (elements.next()) {
      put(before);
      value(elements.value(), depth);
      before = ',';
    }
    if (before == '[') {
      put('[');
    }
    put(']');
  }

  /**
   * Writes a value.
   *
   * @param depth of what it is in
   */
  void value(Value value, int depth) {
    int start = value.start();
    int end = value.end();
    switch (value.type()) {
      case Elements.DOCUMENT, Elements.ARRAY -> {
        if (depth >= DEEPEST) {
          ascii("null");
        } else if (value.isArray()) {
          array(value.elements(from), depth + 1);
        } else {
          object(value.elements(from), depth + 1);
        }
      }
      case Elements.STRING, Elements.CODE, Elements.SYMBOL -> string(start, end);
      case Elements.SCOPED_CODE -> code(start + Integer.BYTES, end);
      case Elements.REGEX -> quoted(start, zero(start, end));
      case Elements.BINARY -> binary(start, end);
      case Elements.OBJECT_ID -> hex(start, end);
      case Elements.POINTER -> hex(end - 12, end);
      case Elements.BOOLEAN -> ascii(from.get(start) == 0 ? "false" : "true");
      case Elements.DATE -> asciiQuoted(Instant.ofEpochMilli(from.getLong(start)).toString());
      case Elements.INT32 -> ascii(Integer.toString(from.getInt(start)));
      case Elements.INT64, Elements.TIMESTAMP -> ascii(Long.toString(from.getLong(start)));
      case Elements.DOUBLE -> number(from.getDouble(start));
      case Elements.DECIMAL -> decimal(from.getLong(start), from.getLong(start + Long.BYTES));
      default -> ascii("null");
    }
  }

  /** A text behind its length, with a zero at its end. */
  private void string(int start, int end) {
    quoted(start + Integer.BYTES, end - 1);
  }

  /** Code before its scope, with what its length says of it as far as that can be. */
  private void code(int start, int end) {
    int counted = end - start < Integer.BYTES ? 0 : from.getInt(start);
    if (counted < 1 || counted > end - start - Integer.BYTES) {
      ascii("null");
    } else {
      string(start, start + Integer.BYTES + counted);
    }
  }

  private int zero(int start, int end) {
    int at = start;
    while (at < end && from.get(at) != 0) {
      at++;
    }
    return at;
  }

  private void binary(int start, int end) {
    int type = from.get(start + Integer.BYTES);
    int first = start + Integer.BYTES + 1;
    if (type == OLD_BYTES && end - first >= Integer.BYTES) {
      first += Integer.BYTES;
    }
    if ((type == OLD_UUID || type == UUID_TYPE) && end - first == UUID_LENGTH) {
      long high = from.getLong(first);
      long low = from.getLong(first + Long.BYTES);
      // The old ones as this driver wrote them: each half from its end.
      UUID uuid =
          type == OLD_UUID
              ? new UUID(high, low)
              : new UUID(Long.reverseBytes(high), Long.reverseBytes(low));
      asciiQuoted(uuid.toString());
      return;
    }
    int text = afterCut(first, end);
    int textEnd = textEnd(text, end);
    if (textEnd >= 0) {
      quoted(text, textEnd);
      return;
    }
    byte[] copy = new byte[end - first];
    from.get(first, copy);
    put('"');
    ascii(Base64.getEncoder().encode(copy));
    put('"');
  }

  /** Where the first whole character begins, of bytes that may be a piece of a text. */
  private int afterCut(int start, int end) {
    int at = start;
    while (at < end && at < start + 3 && isContinuation(at)) {
      at++;
    }
    return at;
  }

  private boolean isContinuation(int at) {
    return (from.get(at) & 0xC0) == 0x80;
  }

  /** The end of the last whole character, or -1 if the bytes are no text in UTF-8. */
  private int textEnd(int start, int end) {
    int at = start;
    while (at < end) {
      int b = from.get(at) & 0xFF;
      int length = b < 0x80 ? 1 : b < 0xC2 ? 0 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : b < 0xF5 ? 4 : 0;
      boolean isControl = b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f';
      if (length == 0 || isControl) {
        return -1;
      }
      for (int i = at + 1; i < Math.min(at + length, end); i++) {
        if (!isContinuation(i)) {
          return -1;
        }
      }
      if (length > end - at) {
        return at;
      }
      at += length;
    }
    return at;
  }

  private void hex(int start, int end) {
    put('"');
    for (int i = start; i < end; i++) {
      hex(from.get(i));
    }
    put('"');
  }

  private void hex(byte b) {
    put(DIGITS[b >> 4 & 0xF]);
    put(DIGITS[b & 0xF]);
  }

  private void number(double value) {
    if (Double.isFinite(value)) {
      ascii(Double.toString(value));
    } else {
      asciiQuoted(Double.toString(value));
    }
  }

  /** Decimal 128 of IEEE 754, with a binary significand. */
  private void decimal(long low, long high) {
    if ((high >> 59 & 0xF) == 0xF) {
      asciiQuoted((high >> 58 & 1) == 1 ? "NaN" : high < 0 ? "-Infinity" : "Infinity");
      return;
    }
    boolean isLarge = (high >> 61 & 3) == 3; // one that is too large counts as 0
    int exponent = (int) (high >>> (isLarge ? 47 : 49) & 0x3FFF) - DECIMAL_BIAS;
    BigInteger significand = BigInteger.ZERO;
    if (!isLarge) {
      byte[] digits =
          ByteBuffer.allocate(2 * Long.BYTES).putLong(high & 0x1FFFFFFFFFFFFL).putLong(low).array();
      significand = new BigInteger(1, digits);
    }
    ascii((high < 0 ? "-" : "") + new BigDecimal(significand, -exponent));
  }

  /** Writes a name that is not in the bytes. */
  void name(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    put('"');
    for (byte each : bytes) {
      character(each);
    }
    put('"');
    put(':');
  }

  private void quoted(int start, int end) {
    put('"');
    int written = start;
    for (int i = start; i < end; i++) {
      byte b = from.get(i);
      if (isEscaped(b)) {
        copy(written, i);
        character(b);
        written = i + 1;
      }
    }
    copy(written, end);
    put('"');
  }

  private static boolean isEscaped(byte b) {
    return b >= 0 && b < ' ' || b == '"' || b == '\\';
  }

  private void copy(int start, int end) {
    if (end > start) {
      makeRoom(end - start);
      from.get(start, text, length, end - start);
      length += end - start;
    }
  }

  private void character(byte b) {
    if (!isEscaped(b)) {
      put(b);
      return;
    }
    put('\\');
    switch (b) {
      case '\n' -> put('n');
      case '\r' -> put('r');
      case '\t' -> put('t');
      case '"', '\\' -> put(b);
      default -> {
        ascii("u00");
        hex(b);
      }
    }
  }

  private void asciiQuoted(String word) {
    put('"');
    ascii(word);
    put('"');
  }

  private void ascii(String word) {
    ascii(word.getBytes(StandardCharsets.US_ASCII));
  }

  private void ascii(byte[] word) {
    makeRoom(word.length);
    System.arraycopy(word, 0, text, length, word.length);
    length += word.length;
  }

  /** Writes one character of ASCII. */
  void put(char c) {
    put((byte) c);
  }

  private void put(byte b) {
    makeRoom(1);
    text[length++] = b;
  }

  private void makeRoom(int more) {
    if (more > LONGEST - length) {
      throw new IllegalStateException("a document is longer than " + LONGEST + " bytes");
    }
    if (more > text.length - length) {
      text = Arrays.copyOf(text, Math.min(LONGEST, Math.max(2 * text.length, length + more)));
    }
  }
}
