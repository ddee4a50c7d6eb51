package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Work;
import java.nio.charset.StandardCharsets;

/**
 * Lists of strings inside bytes, such as the words of a text: each string has its length before it
 * or its end marked, so that none is a run long enough by itself, or the lengths look like letters.
 *
 * <p>Arrays of CBOR (RFC 8949, section 3), MessagePack, Smile and BSON, strings in Java
 * serialisation (its specification, section 6.4) and in Kryo 5. They are read at any place, because
 * lists are inside other things. For one thread.
 */
final class WordLists {
  /** Fewer strings, or bytes of all of them, come about by chance. */
  private static final int FEWEST = 3;

  private static final int FEWEST_BYTES = 16;

  private static final int LONGEST = 255;

  /** Digits of a position in BSON. */
  private static final int MOST_DIGITS = 6;

  /** Bytes that stand for a string that Java has written before. */
  private static final int HANDLE = 5;

  private enum Form {
    CBOR,
    MESSAGE_PACK,
    SMILE,
    JAVA,
    BSON,
    KRYO
  }

  /** A bit for each pair of bytes that a list may begin with: one look at a pair of noise. */
  private static final long[] BEGINNINGS = new long[0x10000 / Long.SIZE];

  static {
    for (int first = 0x83; first < 0x98; first++) {
      mayBegin(first, 0x61, 0x79); // CBOR
    }
    for (int first = 0x93; first < 0xa0; first++) {
      mayBegin(first, 0xa1, 0xc0); // MessagePack
      mayBegin(first, 0xd9, 0xda);
    }
    mayBegin(0x98, 0x18, 0x100);
    mayBegin(0x99, 0x00, 0x10);
    mayBegin(0x9f, 0x61, 0x79);
    mayBegin(0xdc, 0x00, 0x10);
    mayBegin(0xf8, 0x40, 0xc0);
    mayBegin(0x74, 0x00, 0x01);
    mayBegin(0x02, '0', '9' + 1);
    mayBegin(0x03, 0x00, 0x01);
    mayBegin(0x03, '!', 0x7f);
    mayBegin(0x03, 0x82, 0xc0);
  }

  private static void mayBegin(int first, int from, int end) {
    for (int pair = first << 8 | from; pair < (first << 8) + end; pair++) {
      BEGINNINGS[pair >> 6] |= 1L << pair;
    }
  }

  private final byte[] bytes;
  private final StringBuilder out;
  private final Work work;

  /** Of the string that was read last. */
  private int start;

  private int end;
  private int after;

  private WordLists(byte[] bytes, StringBuilder out, Work work) {
    this.bytes = bytes;
    this.out = out;
    this.work = work;
  }

  /**
   * Appends the strings of each list, a line for each list.
   *
   * @param work charged with what is read
   */
  static void find(byte[] bytes, StringBuilder out, Work work) {
    work.charge(bytes.length);
    WordLists lists = new WordLists(bytes, out, work);
    int last = bytes.length - FEWEST_BYTES;
    int pair = last > 0 ? bytes[0] : 0;
    for (int at = 0; at < last && out.length() < StringsInside.MOST_BYTES; at++) {
      pair = pair << 8 & 0xff00 | bytes[at + 1] & 0xff;
      if ((BEGINNINGS[pair >> 6] & 1L << pair) != 0) {
        at = Math.max(at, lists.open(at) - 1);
        pair = bytes[Math.min(at + 1, bytes.length - 1)];
      }
    }
  }

  /** Where a list ends that begins here, or -1. */
  private int open(int at) {
    int first = bytes[at] & 0xff;
    int next = -1;
    if (first == 0x74) {
      next = read(Form.JAVA, at);
    } else if (first == 0x02) {
      next = read(Form.BSON, at);
    } else if (first == 0x03) {
      next = read(Form.KRYO, bytes[at + 1] == 0 ? at + 2 : at + 1);
    } else if (first == 0xf8) {
      next = read(Form.SMILE, at + 1);
    } else if (first == 0xdc) {
      next = read(Form.MESSAGE_PACK, at + 3);
    } else {
      int head = first == 0x98 ? 2 : first == 0x99 ? 3 : 1;
      next = (bytes[at + head] & 0xe0) == 0x60 ? read(Form.CBOR, at + head) : -1;
      next = next < 0 && first > 0x90 ? read(Form.MESSAGE_PACK, at + 1) : next;
    }
    return next;
  }

  private int read(Form form, int first) {
    int mark = out.length();
    int count = 0;
    int size = 0;
    int at = first;
    while (at < bytes.length && isString(form, at)) {
      work.charge(2L * (after - at));
      out.append(new String(bytes, start, end - start, StandardCharsets.UTF_8));
      if (form == Form.KRYO && bytes[end - 1] < 0) {
        out.setCharAt(out.length() - 1, (char) (bytes[end - 1] & 0x7f));
      }
      out.append(' ');
      size += end - start;
      count++;
      at = after;
    }
    if (count < FEWEST || size < FEWEST_BYTES) {
      out.setLength(mark);
      return -1;
    }
    work.allocate(4L * size);
    out.append('\n');
    return at;
  }

  /** Reads the string that begins here. */
  private boolean isString(Form form, int at) {
    int head = bytes[at] & 0xff;
    return switch (form) {
      case CBOR ->
          head > 0x60 && head < 0x78
              ? is(at + 1, head & 0x1f, 0)
              : head == 0x78 && is(at + 2, unsigned(at + 1), 0);
      case MESSAGE_PACK ->
          head > 0xa0 && head < 0xc0
              ? is(at + 1, head & 0x1f, 0)
              : head == 0xd9 && is(at + 2, unsigned(at + 1), 0);
      case SMILE -> head >= 0x40 && head < 0xc0 && is(at + 1, smile(head), 0);
      case JAVA ->
          head == 0x74
              ? unsigned(at + 1) == 0 && is(at + 3, unsigned(at + 2), 0)
              : head == 0x71 && is(at, 0, HANDLE);
      case BSON -> isBson(at, head);
      case KRYO -> isKryo(at, head);
    };
  }

  /** Tiny and short strings, of ASCII and of other characters. */
  private static int smile(int head) {
    int shortest = head < 0x60 ? 1 : head < 0x80 ? 33 : head < 0xa0 ? 2 : 34;
    return (head & 0x1f) + shortest;
  }

  /** A string with its position as a name: {@code 02 "7" 00}, its length, itself, a zero. */
  private boolean isBson(int at, int head) {
    int name = at + 1;
    while (name - at <= MOST_DIGITS && isDigit(name)) {
      name++;
    }
    return head == 0x02
        && name > at + 1
        && name + 4 < bytes.length
        && bytes[name] == 0
        && Bytes.little(bytes, name + 1, 4) <= LONGEST
        && is(name + 5, (int) Bytes.little(bytes, name + 1, 4) - 1, 1);
  }

  /** ASCII whose last character has its highest bit set, or a length and other characters. */
  private boolean isKryo(int at, int head) {
    if (head >= 0x82 && head < 0xc0) {
      int next = at + 1;
      for (int left = (head & 0x3f) - 1; left > 0 && next < bytes.length; left--) {
        next++;
        while (next < bytes.length && (bytes[next] & 0xc0) == 0x80) {
          next++;
          if (next - at > LONGEST) {
            return false;
          }
        }
      }
      return is(at + 1, next - at - 1, 0);
    }
    int last = at;
    while (last < bytes.length && last - at < LONGEST && bytes[last] > ' ' && bytes[last] != 0x7f) {
      last++;
    }
    boolean isWord = last > at && last < bytes.length && (bytes[last] & 0x7f) > ' ';
    if (!isWord || bytes[last] >= 0 || (bytes[last] & 0x7f) == 0x7f) {
      work.charge(last - at);
      return false;
    }
    start = at;
    end = last + 1;
    after = end;
    return true;
  }

  private boolean is(int from, int length, int behind) {
    if (length < 0 || length > LONGEST || from + length + behind > bytes.length) {
      return false;
    }
    start = from;
    end = from + length;
    after = end + behind;
    work.charge(length);
    return StringsInside.isText(bytes, start, end);
  }

  private int unsigned(int at) {
    return at < bytes.length ? bytes[at] & 0xff : LONGEST + 1;
  }

  private boolean isDigit(int at) {
    return at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9';
  }
}
