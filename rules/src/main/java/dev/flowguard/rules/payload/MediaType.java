package dev.flowguard.rules.payload;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads media types and other header values with parameters, leniently. */
final class MediaType {
  private MediaType() {}

  /** The type without parameters, in lower case. */
  static String of(String value) {
    int end = value.indexOf(';');
    return (end < 0 ? value : value.substring(0, end)).trim().toLowerCase(Locale.ROOT);
  }

  static boolean isJson(String mediaType) {
    return mediaType.endsWith("/json") || mediaType.endsWith("+json");
  }

  static boolean isForm(String mediaType) {
    return mediaType.equals("application/x-www-form-urlencoded");
  }

  static boolean isMultipart(String mediaType) {
    return mediaType.startsWith("multipart/");
  }

  /** A parameter, unquoted; the extended form {@code name*} stands in for a missing one. */
  static @Nullable String parameter(String value, String name) {
    String extended = null;
    int at = value.indexOf(';');
    while (at >= 0 && at < value.length()) {
      int equals = value.indexOf('=', at + 1);
      if (equals < 0) {
        break;
      }
      int start = equals + 1;
      while (start < value.length() && value.charAt(start) == ' ') {
        start++;
      }
      boolean isQuoted = start < value.length() && value.charAt(start) == '"';
      int end = isQuoted ? quoteEnd(value, start + 1) : start;
      int next = value.indexOf(';', Math.min(end, value.length()));
      int textEnd = isQuoted ? end : next < 0 ? value.length() : next;
      if (isNamed(value, at + 1, equals, name)) {
        return text(value, start, textEnd, isQuoted);
      }
      if (isNamed(value, at + 1, equals, name + "*")) {
        String text = text(value, start, textEnd, isQuoted);
        extended = PercentDecoder.decode(text.substring(text.lastIndexOf('\'') + 1), false);
      }
      at = next;
    }
    return extended;
  }

  private static int quoteEnd(String value, int start) {
    int end = start;
    while (end < value.length() && value.charAt(end) != '"') {
      end += value.charAt(end) == '\\' && end + 1 < value.length() ? 2 : 1;
    }
    return end;
  }

  /** True if this is the name of a parameter, with white space around it or not, in any case. */
  private static boolean isNamed(String value, int start, int end, String name) {
    int from = start;
    int to = end;
    while (from < to && value.charAt(from) <= ' ') {
      from++;
    }
    while (from < to && value.charAt(to - 1) <= ' ') {
      to--;
    }
    return to - from == name.length() && value.regionMatches(true, from, name, 0, name.length());
  }

  private static String text(String value, int start, int end, boolean isQuoted) {
    if (!isQuoted) {
      return value.substring(start, end).trim();
    }
    StringBuilder text = new StringBuilder();
    for (int i = start + 1; i < end; i++) {
      i += value.charAt(i) == '\\' && i + 1 < value.length() ? 1 : 0;
      text.append(value.charAt(i));
    }
    return text.toString();
  }
}
