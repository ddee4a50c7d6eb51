package dev.flowguard.rules.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The segments of a path in one form for all ways to write it: percent-decoded, in lower case,
 * without empty segments, dot segments and path parameters ({@code ;v=1}); a backslash counts as a
 * slash. For finding out who gets a request and which rule concerns it, never for permits: some
 * servers tell these ways apart.
 */
public final class PathForm {
  /** An own proxy decodes once more than the server behind it. */
  private static final int MOST_DECODED = 3;

  private PathForm() {}

  /** The segments of a path, as written in a URL. */
  public static List<String> segments(String path) {
    String decoded = path;
    for (int i = 0; i < MOST_DECODED && decoded.indexOf('%') >= 0; i++) {
      decoded = decode(decoded);
    }
    List<String> segments = new ArrayList<>();
    int start = 0;
    while (start < decoded.length()) {
      int end = start;
      while (end < decoded.length() && !isSlash(decoded.charAt(end))) {
        end++;
      }
      int parameters = decoded.indexOf(';', start);
      String segment =
          decoded.substring(start, parameters >= 0 && parameters < end ? parameters : end);
      if (segment.equals("..")) {
        if (!segments.isEmpty()) {
          segments.remove(segments.size() - 1);
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment.toLowerCase(Locale.ROOT));
      }
      start = end + 1;
    }
    return segments;
  }

  /** Decodes a query parameter's name or value, plus signs included. */
  public static String decodeParameter(String text) {
    return decode(text.indexOf('+') < 0 ? text : text.replace('+', ' '));
  }

  /** Each byte as one character: enough to compare with words of ASCII letters. */
  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int decoded = decodedAt(text, i);
      out.append(decoded < 0 ? text.charAt(i) : (char) decoded);
      i += decoded < 0 ? 0 : 2;
    }
    return out.toString();
  }

  /**
   * True if the path may end with these segments. Allocates nothing; may be wrong in the safe
   * direction only, for a path that is written in an unusual way.
   *
   * @param path the part of {@code text} from {@code start} to {@code end}, percent-encoded
   * @param ending lower-case ASCII, segments joined by slashes, without a slash at either end
   */
  public static boolean mayEndWith(String text, int start, int end, String ending) {
    if (isUnusual(text, start, end)) {
      return true;
    }
    int at = end - 1;
    int want = ending.length() - 1;
    while (at >= start && text.charAt(at) == '/') {
      at--;
    }
    while (want >= 0) {
      if (at < start) {
        return false;
      }
      char c = text.charAt(at--);
      if (at - 1 >= start && text.charAt(at - 1) == '%') {
        int decoded = decodedAt(text, at - 1);
        if (decoded >= 0) {
          c = (char) decoded;
          at -= 2;
        }
      }
      if (lower(c) != ending.charAt(want--)) {
        return false;
      }
      while (c == '/' && at >= start && text.charAt(at) == '/') {
        at--;
      }
    }
    return at < start || text.charAt(at) == '/' || isEncodedAt(text, start, at, '/');
  }

  /** Double encoding, path parameters, backslashes, dot segments, encoded slashes in a row. */
  private static boolean isUnusual(String text, int start, int end) {
    char before = '/';
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == ';' || c == '\\' || c == '.' && before == '/') {
        return true;
      }
      if (c == '%') {
        int decoded = decodedAt(text, i);
        if (decoded == '%'
            || decoded == ';'
            || decoded == '\\'
            || decoded == '.'
            || decoded == '/' && (before == '/' || i + 3 >= end || text.charAt(i + 3) == '/')) {
          return true;
        }
        if (decoded >= 0) {
          c = (char) decoded;
          i += 2;
        }
      }
      before = c;
    }
    return false;
  }

  private static boolean isEncodedAt(String text, int start, int last, char c) {
    return last - 2 >= start && text.charAt(last - 2) == '%' && decodedAt(text, last - 2) == c;
  }

  /** The byte that a percent sign at this position starts, or -1. */
  private static int decodedAt(String text, int at) {
    if (text.charAt(at) != '%' || at + 2 >= text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at + 1), 16);
    int low = Character.digit(text.charAt(at + 2), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static boolean isSlash(char c) {
    return c == '/' || c == '\\';
  }

  /**
   * True for a path whose segments are as {@link #segments} gives them, but for capital letters and
   * empty ones: ASCII, nothing encoded, no parameters, no segment that begins with a dot. Allocates
   * nothing.
   */
  public static boolean isPlain(String text, int start, int end) {
    char before = '/';
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '%' || c == ';' || c == '\\' || c >= 0x80 || c == '.' && before == '/') {
        return false;
      }
      before = c;
    }
    return true;
  }

  /** In lower case, if it is an ASCII letter. */
  public static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }
}
