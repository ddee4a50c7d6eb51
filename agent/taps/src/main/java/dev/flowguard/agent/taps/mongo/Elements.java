package dev.flowguard.agent.taps.mongo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The elements of a document or of an array in BSON 1.1 (bsonspec.org), one after the other. Where
 * the bytes are no BSON, there are no more elements: nothing is thrown, and nothing outside of the
 * document is read. Values are skipped by their lengths.
 */
final class Elements {
  static final int DOUBLE = 0x01;
  static final int STRING = 0x02;
  static final int DOCUMENT = 0x03;
  static final int ARRAY = 0x04;
  static final int BINARY = 0x05;
  static final int UNDEFINED = 0x06;
  static final int OBJECT_ID = 0x07;
  static final int BOOLEAN = 0x08;
  static final int DATE = 0x09;
  static final int NULL = 0x0A;
  static final int REGEX = 0x0B;
  static final int POINTER = 0x0C;
  static final int CODE = 0x0D;
  static final int SYMBOL = 0x0E;
  static final int SCOPED_CODE = 0x0F;
  static final int INT32 = 0x10;
  static final int TIMESTAMP = 0x11;
  static final int INT64 = 0x12;
  static final int DECIMAL = 0x13;
  static final int MOST = 0x7F;
  static final int LEAST = 0xFF;

  private static final int OBJECT_ID_LENGTH = 12;

  private final ByteBuffer bytes;
  private final int end;
  private int next;
  private int type;
  private int nameStart;
  private int start;

  /**
   * @param bytes in which positions are; with {@link ByteOrder#LITTLE_ENDIAN}
   * @param from where the length of the document is
   * @param limit what it must not go beyond
   */
  Elements(ByteBuffer bytes, int from, int limit) {
    this.bytes = bytes;
    int length = length(bytes, from, limit);
    this.end = length == 0 ? from : from + length - 1;
    this.next = length == 0 ? from : from + Integer.BYTES;
  }

  private Elements(ByteBuffer bytes, int from) {
    this.bytes = bytes;
    this.end = bytes.limit();
    this.next = from + Integer.BYTES;
  }

  /** Those of a document of which not all is there. */
  static Elements ofBeginning(ByteBuffer bytes, int from) {
    return new Elements(bytes, from);
  }

  /** Those of the document or the array that the element in hand is. */
  Elements inner() {
    return new Elements(bytes, start, next);
  }

  /** The length of the document that begins here, or 0 where none does. */
  static int length(ByteBuffer bytes, int from, int limit) {
    if (from < 0 || limit > bytes.limit() || limit - from < Integer.BYTES + 1) {
      return 0;
    }
    int length = bytes.getInt(from);
    return length > Integer.BYTES && length <= limit - from ? length : 0;
  }

  /** Goes on to the next element; false if there is none. */
  boolean next() {
    if (next >= end) {
      return false;
    }
    int at = next;
    int read = bytes.get(at) & 0xFF;
    int name = at + 1;
    int value = afterName(name);
    int length = value < 0 ? -1 : length(read, value);
    if (length < 0 || length > end - value) {
      next = end;
      return false;
    }
    type = read;
    nameStart = name;
    start = value;
    next = value + length;
    return true;
  }

  /** Where a text goes on that ends with a zero, or -1. */
  private int afterName(int from) {
    for (int i = from; i < end; i++) {
      if (bytes.get(i) == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  /** The length of a value, or -1. */
  private int length(int ofType, int from) {
    return switch (ofType) {
      case UNDEFINED, NULL, MOST, LEAST -> 0;
      case BOOLEAN -> 1;
      case INT32 -> Integer.BYTES;
      case DOUBLE, DATE, TIMESTAMP, INT64 -> Long.BYTES;
      case OBJECT_ID -> OBJECT_ID_LENGTH;
      case DECIMAL -> 2 * Long.BYTES;
      case STRING, CODE, SYMBOL -> counted(from, 1, Integer.BYTES);
      case POINTER -> counted(from, 1, Integer.BYTES + OBJECT_ID_LENGTH);
      case BINARY -> counted(from, 0, Integer.BYTES + 1);
      case DOCUMENT, ARRAY, SCOPED_CODE -> counted(from, Integer.BYTES + 1, 0);
      case REGEX -> {
        int options = afterName(from);
        int after = options < 0 ? -1 : afterName(options);
        yield after < 0 ? -1 : after - from;
      }
      default -> -1;
    };
  }

  /** The length that is written here and what is not counted in it, or -1. */
  private int counted(int from, int least, int more) {
    if (end - from < Integer.BYTES) {
      return -1;
    }
    int length = bytes.getInt(from);
    return length < least || length > end - from - more ? -1 : length + more;
  }

  Value value() {
    return new Value(type, start, next);
  }

  boolean isDocument() {
    return type == DOCUMENT;
  }

  boolean isArray() {
    return type == ARRAY;
  }

  int nameStart() {
    return nameStart;
  }

  int nameEnd() {
    return start - 1;
  }

  boolean isNamed(String name) {
    return isText(bytes, nameStart, nameEnd(), name);
  }

  /** True if bytes are this text in ASCII. */
  static boolean isText(ByteBuffer bytes, int start, int end, String text) {
    boolean isSame = end - start == text.length();
    for (int i = 0; isSame && i < text.length(); i++) {
      isSame = bytes.get(start + i) == text.charAt(i);
    }
    return isSame;
  }

  /** True for what changes a field in place of being one. */
  boolean isOperator() {
    return nameEnd() > nameStart && bytes.get(nameStart) == '$';
  }

  String name() {
    return text(nameStart, nameEnd());
  }

  /** The text that the value is; empty if it is none. */
  String text() {
    return type == STRING ? text(start + Integer.BYTES, next - 1) : "";
  }

  /** The whole number that the value is; -1 if it is none. */
  int number() {
    return type == INT32 ? bytes.getInt(start) : -1;
  }

  private String text(int from, int to) {
    byte[] copy = new byte[to - from];
    bytes.get(from, copy);
    return new String(copy, StandardCharsets.UTF_8);
  }
}
