package dev.flowguard.rules.screen;

import dev.flowguard.rules.payload.Layers;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Outline;
import dev.flowguard.rules.provenance.Row;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON text (RFC 8259) from bytes in UTF-8 and hands its values over, without an object
 * for each. Strict: whatever it does not know for sure ends the reading. For one thread.
 */
final class JsonReader {
  private static final int DEEPEST = 64;

  /** Arrays of more numbers are looked at as a whole too. */
  private static final int MOST_NUMBERS = 31;

  /** Characters of a longer string are not kept room for. */
  private static final int MOST_KEPT = 16 << 10;

  /** The mark of each byte of a string; negative for what ends it or is more than a character. */
  private static final long[] MARKS = new long[256];

  static {
    for (char c = 0; c < 256; c++) {
      boolean isPlain = c >= ' ' && c < 127 && c != '"' && c != '\\';
      MARKS[c] = isPlain ? Outline.mark(c) : Long.MIN_VALUE;
    }
  }

  private final Pass pass;
  private final Field[] places = new Field[DEEPEST];
  private final long[] orders = new long[DEEPEST];
  private final int[] sizes = new int[DEEPEST];
  private final int[] numbers = new int[DEEPEST];
  private final boolean[] areArrays = new boolean[DEEPEST];
  private StringBuilder decoded = new StringBuilder();
  private boolean hasDecoded;

  /** Of the last string of ASCII with escapes. */
  private long unescapedMarks;

  private byte[] bytes = new byte[0];
  private Layers layers = Layers.NONE;
  private int at;
  private int depth;

  /** Of the value that comes now. */
  private Field place;

  private long order;
  private int position;

  JsonReader(Pass pass, Field root) {
    this.pass = pass;
    this.place = root;
  }

  /** Keeps nothing of what was read. */
  void clear() {
    bytes = new byte[0];
    if (decoded.capacity() > MOST_KEPT) {
      decoded = new StringBuilder();
    } else if (hasDecoded) {
      decoded.setLength(0);
      decoded.setLength(decoded.capacity()); // fills all of it
      decoded.setLength(0);
    }
    hasDecoded = false;
  }

  /** True if all of it was read, and no value may have something in it. */
  boolean read(byte[] text, Field root, Layers opened) {
    bytes = text;
    layers = opened;
    at = 0;
    depth = -1;
    place = root;
    order = 0;
    position = -1;
    if (!value()) {
      return false;
    }
    while (depth >= 0) {
      if (!next()) {
        return false;
      }
    }
    skipSpace();
    return at == bytes.length;
  }

  /** A member, an element, or the end of what is open. */
  private boolean next() {
    skipSpace();
    if (at == bytes.length) {
      return false;
    }
    byte c = bytes[at];
    boolean isArray = areArrays[depth];
    if (c == (isArray ? ']' : '}')) {
      at++;
      depth--;
      return true;
    }
    if (sizes[depth] > 0) {
      if (c != ',') {
        return false;
      }
      at++;
      skipSpace();
    }
    int index = sizes[depth]++;
    if (isArray) {
      place = pass.fields.element(places[depth], layers);
      order = Location.number(orders[depth], null, index);
      position = index;
      return value();
    }
    return name() && value();
  }

  private boolean name() {
    if (at == bytes.length || bytes[at] != '"') {
      return false;
    }
    int from = ++at;
    while (at < bytes.length && MARKS[bytes[at] & 0xff] >= 0) {
      at++;
    }
    if (at == bytes.length || bytes[at] != '"') {
      return false;
    }
    Field member = pass.fields.child(places[depth], bytes, from, at, layers, pass.work());
    if (member == null) {
      return false;
    }
    place = member;
    order = Pass.numberOf(place, orders[depth]);
    position = -1;
    at++;
    skipSpace();
    if (at == bytes.length || bytes[at] != ':' || !pass.name(place)) {
      return false;
    }
    at++;
    return true;
  }

  private boolean value() {
    skipSpace();
    if (at == bytes.length) {
      return false;
    }
    return switch (bytes[at]) {
      case '{' -> open(false);
      case '[' -> open(true);
      case '"' -> string();
      case 't' -> is("true");
      case 'f' -> is("false");
      case 'n' -> is("null");
      default -> number();
    };
  }

  private boolean open(boolean isArray) {
    if (++depth == DEEPEST) {
      return false;
    }
    places[depth] = place;
    orders[depth] = order;
    sizes[depth] = 0;
    numbers[depth] = 0;
    areArrays[depth] = isArray;
    at++;
    return true;
  }

  private boolean is(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at == bytes.length || bytes[at++] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean string() {
    int from = ++at;
    long marks = 0;
    int i = from;
    int end = bytes.length;
    byte[] text = bytes;
    for (; i < end; i++) {
      long mark = MARKS[text[i] & 0xff];
      if (mark < 0) {
        break;
      }
      marks |= mark;
    }
    at = i;
    if (i < end && text[i] == '"') {
      at++;
      return pass.value(text, from, i, marks, place, layers, order, position);
    }
    if (i < end && text[i] == '\\' && unescape(from, marks)) {
      Row row = pass.row;
      return pass.value(
          row.made(),
          row.madeStart(),
          row.madeEnd(),
          unescapedMarks,
          place,
          layers,
          order,
          position);
    }
    at = i;
    String value = decode(from, i);
    return value != null && pass.value(value, place, layers, order, position);
  }

  /**
   * Takes the escapes off a string of ASCII that begins here and is read up to the first of them.
   * False if it is none.
   */
  private boolean unescape(int from, long marksBefore) {
    Row row = pass.row;
    row.begin();
    unescapedMarks = marksBefore;
    for (int i = from; i < at; i++) {
      row.put(bytes[i]);
    }
    while (at < bytes.length) {
      int c = bytes[at];
      if (c == '"') {
        at++;
        return true;
      }
      if (c == '\\') {
        c = escape();
      } else {
        c = MARKS[c & 0xff] < 0 ? -1 : c;
        at++;
      }
      if (c < 0 || c >= 128) {
        break;
      }
      row.put((byte) c);
      unescapedMarks |= Outline.mark((char) c);
    }
    row.drop();
    return false;
  }

  /** The rest of a string that has escapes or other characters than ASCII; null if it is none. */
  private @Nullable String decode(int from, int firstOther) {
    decoded.setLength(0);
    hasDecoded = true;
    for (int i = from; i < firstOther; i++) {
      decoded.append((char) bytes[i]);
    }
    at = firstOther;
    while (at < bytes.length) {
      int c = bytes[at] & 0xff;
      if (c == '"') {
        at++;
        return decoded.toString();
      }
      if (c == '\\') {
        int escaped = escape();
        if (escaped < 0) {
          return null;
        }
        decoded.append((char) escaped);
      } else if (c < ' ' || c == 127 || c >= 128 && !sequence()) {
        return null;
      } else if (c < 128) {
        decoded.append((char) c);
        at++;
      }
    }
    return null;
  }

  /** The character of an escape; -1 if it is none. */
  private int escape() {
    if (at + 1 >= bytes.length) {
      return -1;
    }
    int c = bytes[at + 1];
    at += 2;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> code();
      default -> -1;
    };
  }

  private int code() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < bytes.length ? Character.digit(bytes[at++], 16) : -1;
      if (digit < 0) {
        return -1;
      }
      code = code << 4 | digit;
    }
    return code;
  }

  /** Characters beyond ASCII in a row. */
  private boolean sequence() {
    int from = at;
    while (at < bytes.length && bytes[at] < 0) {
      at++;
    }
    String text = Utf8.text(bytes, from, at);
    if (text == null) {
      return false;
    }
    decoded.append(text);
    return true;
  }

  private boolean number() {
    int from = at;
    long marks = Outline.DIGIT;
    if (bytes[at] == '-') {
      marks |= Outline.mark('-');
      at++;
    }
    int first = at;
    int digits = digits();
    if (digits == 0 || digits > 1 && bytes[first] == '0') {
      return false;
    }
    if (at < bytes.length && bytes[at] == '.') {
      marks |= Outline.mark('.');
      at++;
      if (digits() == 0) {
        return false;
      }
    }
    if (at < bytes.length && (bytes[at] | 0x20) == 'e') {
      marks |= Outline.LETTER;
      at++;
      if (at < bytes.length && (bytes[at] == '+' || bytes[at] == '-')) {
        marks |= Outline.mark((char) bytes[at]);
        at++;
      }
      if (digits() == 0) {
        return false;
      }
    }
    if (depth >= 0 && areArrays[depth] && ++numbers[depth] > MOST_NUMBERS) {
      return false;
    }
    return pass.value(bytes, from, at, marks, place, layers, order, position);
  }

  private int digits() {
    int from = at;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at - from;
  }

  private void skipSpace() {
    while (at < bytes.length
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }
}
