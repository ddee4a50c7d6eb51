package dev.flowguard.rules.screen;

import dev.flowguard.rules.payload.Layers;
import dev.flowguard.rules.payload.Outline;
import dev.flowguard.rules.payload.Slice;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads forms, queries and segments of paths (percent-encoding: RFC 3986, section 2.1; forms: the
 * URL Standard, section 5.1) and hands their values over. Whatever it does not know for sure ends
 * the reading. For one thread.
 */
final class FormReader {
  private static final int MOST_KEPT = 64 << 10;

  private final Pass pass;
  private final Slice slice = new Slice();

  /** Decoded values of a request, one behind the other: the row has parts of it. */
  private byte[] decoded = new byte[1 << 10];

  /** Of the last one. */
  private int start;

  private int end;
  private long marks;

  FormReader(Pass pass) {
    this.pass = pass;
  }

  /** Keeps nothing of what was read. */
  void clear() {
    if (decoded.length > MOST_KEPT) {
      decoded = new byte[1 << 10];
    } else {
      Arrays.fill(decoded, 0, end, (byte) 0);
    }
    end = 0;
    slice.clear();
  }

  /** True if all of a body was read, and no value may have something in it. */
  boolean read(byte[] form, Field root) {
    if (form[0] <= ' ' || form[form.length - 1] <= ' ' || mayBeJson(form)) {
      return false;
    }
    return read(slice.of(form, 0, form.length), root);
  }

  /** True for what a decoder of JSON would look at first. */
  private static boolean mayBeJson(byte[] form) {
    int i = 0;
    while (i < form.length && form[i] >= '0' && form[i] <= '9') {
      i++;
    }
    return i < form.length && (form[i] == '{' || form[i] == '[' || form[i] == '"');
  }

  /** True if all of a form or query was read, and no value may have something in it. */
  boolean read(CharSequence form, Field root) {
    int start = 0;
    while (start < form.length()) {
      int equals = -1;
      int next = start;
      for (; next < form.length(); next++) {
        char c = form.charAt(next);
        if (c == '&') {
          break;
        }
        if (c < ' ' || c >= 127) {
          return false;
        }
        equals = equals < 0 && c == '=' ? next : equals;
      }
      if (next > start) {
        Field field = field(form, start, equals < 0 ? next : equals, root);
        if (field == null || !pass.name(field)) {
          return false;
        }
        long order = field.location.number();
        int position = field.location.index();
        if (equals >= 0 && !value(form, equals + 1, next, true, field, order, position)) {
          return false;
        }
      }
      start = next + 1;
    }
    return true;
  }

  /** Null if the name is none in ASCII, or if there are too many. */
  private @Nullable Field field(CharSequence form, int from, int to, Field root) {
    if (!put(form, from, to, true) || marks < 0) {
      return null;
    }
    Field field = pass.fields.key(root, decoded, start, end, pass.work());
    Arrays.fill(decoded, start, end, (byte) 0);
    end = start;
    return field;
  }

  /**
   * Takes an encoded value.
   *
   * @return false if there may be something in it
   */
  boolean value(
      CharSequence text,
      int from,
      int to,
      boolean plusIsSpace,
      Field field,
      long order,
      int position) {
    if (!put(text, from, to, plusIsSpace)) {
      return false;
    }
    if (marks >= 0) {
      return pass.value(decoded, start, end, marks, field, Layers.NONE, order, position);
    }
    String value = Utf8.text(decoded, start, end);
    return value != null && pass.value(value, field, Layers.NONE, order, position);
  }

  /** Decodes to bytes; false if there is one that no text has. */
  private boolean put(CharSequence text, int from, int to, boolean plusIsSpace) {
    if (decoded.length - end < to - from) {
      // Parts of the array are in the row already, so it stays as it is.
      decoded = new byte[Math.max(2 * decoded.length, to - from)];
      end = 0;
    }
    start = end;
    marks = 0;
    int i = from;
    while (i < to) {
      char c = text.charAt(i);
      int octet = c == '%' ? octet(text, i, to) : -1;
      if (octet < 0) {
        if (c < ' ' || c >= 127) {
          return false;
        }
        octet = plusIsSpace && c == '+' ? ' ' : c;
        i++;
      } else {
        if (octet == 127 || octet < ' ' && "\n\r\t\f\u001b".indexOf(octet) < 0) {
          return false;
        }
        i += 3;
      }
      decoded[end++] = (byte) octet;
      marks |= octet < 128 ? Outline.mark((char) octet) : Long.MIN_VALUE;
    }
    return true;
  }

  private static int octet(CharSequence text, int at, int to) {
    if (at + 2 >= to) {
      return -1;
    }
    int high = Character.digit(text.charAt(at + 1), 16);
    int low = Character.digit(text.charAt(at + 2), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
