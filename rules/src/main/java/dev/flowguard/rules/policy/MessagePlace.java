package dev.flowguard.rules.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A place in an HTTP message, as a source names it: {@code $.messages[*].content} in JSON, {@code
 * form note}, {@code part photo*}, {@code header X-User-Id}, {@code cookie session}; {@code sse} is
 * all that a streamed answer carries. {@code *} matches one name or position, and within a name any
 * characters. A place includes the value there and all that is in it.
 *
 * @param steps names and positions, outermost first; header names in lower case
 */
public record MessagePlace(Where where, List<String> steps) {
  private static final int LONGEST = 500;

  /** What part of a message a place is in. */
  public enum Where {
    HEADER("header"),
    COOKIE("cookie"),
    FORM("form"),
    PART("part"),
    JSON("$"),
    STREAM("sse");

    private final String word;

    Where(String word) {
      this.word = word;
    }

    /** True for what is known before the body is. */
    public boolean isHead() {
      return this == HEADER || this == COOKIE;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  public MessagePlace {
    steps = List.copyOf(steps);
  }

  /** Why a text names no place, with the remedy, or null. */
  static @Nullable String problem(String text) {
    return parse(text) != null
        ? null
        : "'"
            + (text.length() > LONGEST ? text.substring(0, LONGEST) : text)
            + "' is no place in a message: write $.messages[*].content, form note, part photo*,"
            + " header X-User-Id, cookie session or sse";
  }

  /** Reads a place; null if it is none. */
  public static @Nullable MessagePlace parse(String text) {
    if (text.length() > LONGEST) {
      return null;
    }
    if (text.startsWith("$")) {
      List<String> steps = json(text);
      return steps == null ? null : new MessagePlace(Where.JSON, steps);
    }
    if (text.equals(Where.STREAM.word)) {
      return new MessagePlace(Where.STREAM, List.of());
    }
    int space = text.indexOf(' ');
    String name = space < 0 ? "" : text.substring(space + 1).trim();
    for (Where where : Where.values()) {
      if (!name.isEmpty() && where.word.equals(text.substring(0, Math.max(0, space)))) {
        return switch (where) {
          case HEADER -> new MessagePlace(where, List.of(name.toLowerCase(Locale.ROOT)));
          case COOKIE, PART -> new MessagePlace(where, List.of(name));
          case FORM -> form(name);
          default -> null;
        };
      }
    }
    return null;
  }

  private static @Nullable MessagePlace form(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (".[]".indexOf(name.charAt(i)) < 0) {
        return new MessagePlace(Where.FORM, FieldPattern.parse(name).segments());
      }
    }
    return null;
  }

  /** Steps of {@code $.a['b c'][*][0].*}; null for what is none. */
  private static @Nullable List<String> json(String text) {
    List<String> steps = new ArrayList<>();
    int at = 1;
    while (at < text.length()) {
      int end;
      if (text.charAt(at) == '.') {
        end = at + 1;
        while (end < text.length() && ".[]'\" ".indexOf(text.charAt(end)) < 0) {
          end++;
        }
        steps.add(text.substring(at + 1, end));
        at = end;
      } else if (text.startsWith("['", at) || text.startsWith("[\"", at)) {
        end = text.indexOf(text.charAt(at + 1) + "]", at + 2);
        if (end < 0) {
          return null;
        }
        steps.add(text.substring(at + 2, end));
        at = end + 2;
      } else {
        end = text.indexOf(']', at);
        String position = end < 0 || text.charAt(at) != '[' ? "" : text.substring(at + 1, end);
        if (!position.equals("*") && !isNumber(position)) {
          return null;
        }
        steps.add(position);
        at = end + 1;
      }
      if (steps.get(steps.size() - 1).isEmpty()) {
        return null;
      }
    }
    return steps;
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /**
   * True if what is there, by names and positions from the outermost, is in this place.
   *
   * @param in where these names are
   */
  public boolean covers(Where in, List<String> names) {
    if (in != where || names.size() < steps.size()) {
      return false;
    }
    for (int i = 0; i < steps.size(); i++) {
      if (!Glob.matches(steps.get(i), names.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return where == Where.JSON ? "$." + String.join(".", steps) : where + " " + steps;
  }
}
