package dev.flowguard.rules.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A place in an HTTP message, as a source names it: {@code $.messages[*].content} in JSON, {@code
 * form note}, {@code part photo*}, {@code header X-User-Id}, {@code cookie session}; {@code sse} is
 * all that a streamed answer carries. {@code *} matches one name or position, and within a name any
 * characters. {@code $.messages[?@.role=='user'].content} means only those elements whose member
 * {@code role} is that text, {@code $..role} such members of anything. A place includes the value
 * there and all that is in it.
 *
 * @param steps names and positions, outermost first; header names in lower case; an empty one is
 *     any number of others, {@code []} one position or none
 * @param conditions what elements must have to be meant
 */
public record MessagePlace(Where where, List<String> steps, List<Condition> conditions) {
  private static final int LONGEST = 500;
  private static final String CONDITION = "[?@.";
  private static final String DEEP = "";

  /** A step that may be a position, or nothing. No name of a place can be this one. */
  private static final String POSITION = "[]";

  private static final String EQUALS = "==";

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

  /**
   * What an element must have: a member that is this text.
   *
   * @param depth of the element: how many steps lead to it
   */
  public record Condition(int depth, String name, String value) {}

  /** What a message has around the place that is looked at. */
  @FunctionalInterface
  public interface Around {
    /** True if the object to which so many steps lead has a member that the condition asks for. */
    boolean has(Condition condition);
  }

  public MessagePlace {
    steps = List.copyOf(steps);
    conditions = List.copyOf(conditions);
  }

  /** A place without conditions. */
  public MessagePlace(Where where, List<String> steps) {
    this(where, steps, List.of());
  }

  /** The place in JSON with these names, and with a position after each where an array is. */
  static MessagePlace throughArrays(List<String> names) {
    List<String> steps = new ArrayList<>();
    for (String name : names) {
      if (!steps.isEmpty()) {
        steps.add(POSITION);
      }
      steps.add(name);
    }
    return new MessagePlace(Where.JSON, steps);
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
      return json(text);
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

  /** Reads {@code $.a['b c'][*][0][?@.b=='c']..d.*}; null for what is none. */
  private static @Nullable MessagePlace json(String text) {
    List<String> steps = new ArrayList<>();
    List<Condition> conditions = new ArrayList<>();
    int at = 1;
    while (at < text.length()) {
      int end;
      if (text.startsWith("..", at)) {
        if (steps.contains(DEEP)) {
          return null; // one is enough, and is compared in no time
        }
        steps.add(DEEP);
        at++;
      }
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
      } else if (text.startsWith(CONDITION, at)) {
        end = text.indexOf(']', at);
        Condition condition =
            end < 0 ? null : condition(text.substring(at + CONDITION.length(), end), steps.size());
        if (condition == null || steps.contains(DEEP)) {
          return null;
        }
        steps.add("*");
        conditions.add(condition);
        at = end + 1;
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
    return new MessagePlace(Where.JSON, steps, conditions);
  }

  /** Reads {@code role=='user'}; null for what is none. */
  private static @Nullable Condition condition(String text, int stepsBefore) {
    int equals = text.indexOf(EQUALS);
    String name = equals < 0 ? "" : text.substring(0, equals).trim();
    String quoted = equals < 0 ? "" : text.substring(equals + EQUALS.length()).trim();
    boolean isQuoted =
        quoted.length() > 2
            && (quoted.charAt(0) == '\'' || quoted.charAt(0) == '"')
            && quoted.indexOf(quoted.charAt(0), 1) == quoted.length() - 1;
    return name.isEmpty() || name.indexOf('.') >= 0 || !isQuoted
        ? null
        : new Condition(stepsBefore + 1, name, quoted.substring(1, quoted.length() - 1));
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
   * @param around what the message has on the way there
   */
  public boolean covers(Where in, List<String> names, Around around) {
    if (in != where || !matches(0, names, 0)) {
      return false;
    }
    for (Condition condition : conditions) {
      if (!around.has(condition)) {
        return false;
      }
    }
    return true;
  }

  private boolean matches(int step, List<String> names, int name) {
    for (int i = step; i < steps.size(); i++) {
      int at = name + i - step;
      if (steps.get(i).equals(DEEP)) {
        for (int next = at; next < names.size(); next++) {
          if (matches(i + 1, names, next)) {
            return true;
          }
        }
        return false;
      }
      if (steps.get(i).equals(POSITION)) {
        boolean isPosition = at < names.size() && isNumber(names.get(at));
        return isPosition && matches(i + 1, names, at + 1) || matches(i + 1, names, at);
      }
      if (at >= names.size() || !Glob.matches(steps.get(i), names.get(at))) {
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
