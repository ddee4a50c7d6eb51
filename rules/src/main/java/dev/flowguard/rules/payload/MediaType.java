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
      int nameStart = at + 1;
      int equals = value.indexOf('=', nameStart);
      if (equals < 0) {
        break;
      }
      String found = value.substring(nameStart, equals).trim();
      int start = equals + 1;
      while (start < value.length() && value.charAt(start) == ' ') {
        start++;
      }
      StringBuilder text = new StringBuilder();
      int end = start;
      if (start < value.length() && value.charAt(start) == '"') {
        end = start + 1;
        while (end < value.length() && value.charAt(end) != '"') {
          if (value.charAt(end) == '\\' && end + 1 < value.length()) {
            end++;
          }
          text.append(value.charAt(end++));
        }
        end = value.indexOf(';', Math.min(end, value.length()));
      } else {
        end = value.indexOf(';', start);
        text.append(value.substring(start, end < 0 ? value.length() : end).trim());
      }
      if (found.equalsIgnoreCase(name)) {
        return text.toString();
      }
      if (found.equalsIgnoreCase(name + "*")) {
        int language = text.lastIndexOf("'");
        extended = PercentDecoder.decode(text.substring(language + 1), false);
      }
      at = end;
    }
    return extended;
  }
}
