package dev.flowguard.rules.capture;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where in a JSON text somebody is who has read up to some byte. It stops only where what was read
 * can be closed, and what follows be opened again: in a text, or next to a bracket, comma or colon.
 */
final class JsonTrail {
  private static final int MOST_LEVELS = 64;

  /** A longer key is not carried on: it stands for no place that a policy names. */
  private static final int LONGEST_KEY = 256;

  private static final int UNICODE_ESCAPE = 6;
  private static final byte[] NO_KEY = {};

  /** What is before the place where it stopped. */
  private enum At {
    OPENING,
    COMMA,
    COLON,
    TEXT,
    VALUE
  }

  /**
   * An object or array that is open.
   *
   * @param key of the member of an object that comes, or came last
   */
  private record Level(boolean isArray, byte[] key) {}

  private final List<Level> levels = new ArrayList<>();
  private At at = At.VALUE;
  private boolean isLost;

  JsonTrail() {}

  /** A copy. */
  JsonTrail(JsonTrail other) {
    levels.addAll(other.levels);
    at = other.at;
    isLost = other.isLost;
  }

  /** True if these were no brackets that close each other, or too many. */
  boolean isLost() {
    return isLost;
  }

  /**
   * Reads on, and stops at the last place where it can.
   *
   * @param end of what is read
   * @return where it stopped
   */
  int follow(byte[] bytes, int end) {
    int stopped = 0;
    int next = 0;
    while (next < end && !isLost) {
      if (at == At.TEXT) {
        int quote = textEnd(bytes, next, end);
        if (quote >= end || bytes[quote] != '"') {
          return quote;
        }
        at = At.VALUE;
        next = quote + 1;
        stopped = next;
      } else if (bytes[next] != '"') {
        stopped = structure(bytes[next]) ? next + 1 : stopped;
        next++;
      } else if (isKeyNext()) {
        int quote = textEnd(bytes, next + 1, end);
        if (quote >= end || bytes[quote] != '"') {
          return stopped;
        }
        boolean isShort = quote - next <= LONGEST_KEY;
        byte[] key = isShort ? Arrays.copyOfRange(bytes, next + 1, quote) : NO_KEY;
        levels.set(levels.size() - 1, new Level(false, key));
        next = quote + 1;
      } else {
        at = At.TEXT;
        next++;
        stopped = next;
      }
    }
    return stopped;
  }

  private boolean isKeyNext() {
    boolean isInObject = !levels.isEmpty() && !levels.get(levels.size() - 1).isArray;
    return isInObject && (at == At.OPENING || at == At.COMMA);
  }

  /** The quote that ends a text, or where what is there of it can be cut: not in an escape. */
  private static int textEnd(byte[] bytes, int from, int end) {
    int next = from;
    while (next < end && bytes[next] != '"') {
      int step = 1;
      if (bytes[next] == '\\') {
        step = next + 1 < end && bytes[next + 1] == 'u' ? UNICODE_ESCAPE : 2;
      }
      if (next + step > end) {
        return next;
      }
      next += step;
    }
    return next;
  }

  /** False for a byte of a number, a word or white space. */
  private boolean structure(byte b) {
    switch (b) {
      case '{', '[' -> {
        levels.add(new Level(b == '[', NO_KEY));
        isLost |= levels.size() > MOST_LEVELS;
        at = At.OPENING;
      }
      case '}', ']' -> {
        int last = levels.size() - 1;
        isLost |= last < 0 || levels.get(last).isArray != (b == ']');
        if (last >= 0) {
          levels.remove(last);
        }
        at = At.VALUE;
      }
      case ',' -> at = At.COMMA;
      case ':' -> at = At.COLON;
      default -> {
        return false;
      }
    }
    return true;
  }

  /** What opens again all that is open. */
  byte[] opening() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      boolean isInMember = i < levels.size() - 1 || at == At.COLON || at == At.TEXT;
      out.write(level.isArray ? '[' : '{');
      if (!level.isArray && isInMember) {
        out.write('"');
        out.writeBytes(level.key);
        out.write('"');
        out.write(':');
      }
    }
    if (at == At.TEXT) {
      out.write('"');
    } else if (at == At.VALUE && !levels.isEmpty()) {
      anyMember(out); // in place of the one that a comma or bracket follows
    }
    return out.toByteArray();
  }

  /** What closes all that is open. */
  byte[] closing() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (at == At.TEXT) {
      out.write('"');
    } else if (at == At.COLON) {
      out.write('0');
    } else if (at == At.COMMA && !levels.isEmpty()) {
      anyMember(out);
    }
    for (int i = levels.size() - 1; i >= 0; i--) {
      out.write(levels.get(i).isArray ? ']' : '}');
    }
    return out.toByteArray();
  }

  private void anyMember(ByteArrayOutputStream out) {
    boolean isArray = levels.get(levels.size() - 1).isArray;
    out.writeBytes(OpenContent.ascii(isArray ? "0" : "\"\":0"));
  }
}
