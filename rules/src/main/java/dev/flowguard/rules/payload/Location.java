package dev.flowguard.rules.payload;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Where in a request a leaf stands, in words that a person can follow without seeing the content:
 * {@code form metadata[note]}, {@code json $.events[0].params.q}, {@code part file "….jpg"}, {@code
 * header Idempotency-Key}; nested ones are joined by {@code >}.
 *
 * <p>Names in a request can be content themselves. {@link #toString()} shows none of them; who
 * knows which are safe asks {@link #shown}.
 *
 * <p>Immutable; a chain of steps that shares its beginnings, so that a leaf costs one small object.
 */
public final class Location {
  /** Names of this many characters or more are looked at as text. */
  static final int SHORTEST_TEXT = 24;

  private static final int DIGIT_RUN = 5;
  private static final long PRIME = 1_000_003;

  /** Of one position or number, where there are several. */
  private static final int NUMBER_BITS = 20;

  private static final long MOST_NUMBER = 1L << 42;

  /** The kind of place; its word starts a location. */
  public enum Kind {
    /** The whole request, where something about it as a whole is meant. */
    REQUEST("request"),
    HOST("host"),
    PATH("path"),
    QUERY("query"),
    FRAGMENT("fragment"),
    USER_INFO("user-info"),
    HEADER("header"),
    COOKIE("cookie"),
    FORM("form"),
    JSON("json"),
    PART("part"),
    ENTRY("entry"),
    PROTOBUF("protobuf"),
    BODY("body");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  private final @Nullable Location outer;
  private final Kind kind;
  private final boolean isRoot;
  private final @Nullable String name;
  private final int index; // -1 where this step is a name
  private final long group;
  private final long number;

  private Location(
      @Nullable Location outer, Kind kind, boolean isRoot, @Nullable String name, int index) {
    this.outer = outer;
    this.kind = kind;
    this.isRoot = isRoot;
    this.name = name;
    this.index = index;
    this.group = group(outer, isRoot ? 2 + kind.ordinal() : 1, name, index);
    this.number = number(outer == null ? 0 : outer.number, name, index);
  }

  /** The last bit says whether there is a position or number on the way. */
  private static long group(@Nullable Location outer, int step, @Nullable String name, int index) {
    long group = outer == null ? 0 : outer.group;
    boolean isNumbered = (group & 1) != 0 || index >= 0;
    group = group * PRIME + step;
    for (int i = 0; name != null && i < name.length(); i++) {
      char c = name.charAt(i);
      boolean isDigit = c >= '0' && c <= '9';
      isNumbered |= isDigit;
      group = isDigit ? group : group * 31 + c;
    }
    return group << 1 | (isNumbered ? 1 : 0);
  }

  /**
   * {@link #number()} of a step.
   *
   * @param outer of the place that it is a step of, 0 at the start
   * @param name null for a position
   * @param index -1 for a name
   */
  public static long number(long outer, @Nullable String name, int index) {
    long number = outer;
    if (index >= 0) {
      return (number << NUMBER_BITS) + index;
    }
    long digits = -1;
    for (int i = 0; name != null && i <= name.length(); i++) {
      char c = i < name.length() ? name.charAt(i) : ' ';
      if (c >= '0' && c <= '9') {
        digits = Math.min(MOST_NUMBER, Math.max(0, digits) * 10 + c - '0');
      } else if (digits >= 0) {
        number = (number << NUMBER_BITS) + digits;
        digits = -1;
      }
    }
    return number;
  }

  /** A place of its own, such as the whole body or the JSON root. */
  public static Location of(Kind kind) {
    return new Location(null, kind, true, null, -1);
  }

  /** Something of another kind inside this place: JSON in a form field. */
  public Location inside(Kind inner) {
    return new Location(this, inner, true, null, -1);
  }

  /** A named child in the same kind: a JSON member, a form key segment, a header by its name. */
  public Location child(String childName) {
    return new Location(this, kind, false, childName, -1);
  }

  /** An element by position, from 0. */
  public Location child(int position) {
    return new Location(this, kind, false, null, position);
  }

  /** The place that this one is a step of, or that it stands inside; null at the start. */
  public @Nullable Location outer() {
    return outer;
  }

  /** The kind that this place belongs to. */
  public Kind kind() {
    return kind;
  }

  /** True if this step starts a kind (the JSON root, a form, …) rather than naming a child. */
  public boolean isRoot() {
    return isRoot;
  }

  /** The last name, or null where the last step is a position or a root. */
  public @Nullable String name() {
    return name;
  }

  /** The last position, or -1 where the last step is no position. */
  public int index() {
    return index;
  }

  /**
   * A hash of this place without positions and without the numbers in names, the same for {@code
   * events[0].q} and {@code events[1].q}, {@code chat_0} and {@code chat_1}; 0 where neither
   * occurs. Places that share one by chance are few.
   */
  public long group() {
    return (group & 1) == 0 ? 0 : group;
  }

  /**
   * By which places of one group have an order: their positions and the numbers in their names, as
   * one number. Places with more than a few large ones may have a wrong order.
   */
  public long number() {
    return number;
  }

  /**
   * All names and positions (as decimal digits) from the outermost place inwards. Raw: for matching
   * permits, never for output.
   */
  public List<String> segments() {
    List<String> segments = new ArrayList<>();
    for (Location at = this; at != null; at = at.outer) {
      if (at.name != null) {
        segments.add(at.name);
      } else if (at.index >= 0) {
        segments.add(Integer.toString(at.index));
      }
    }
    Collections.reverse(segments);
    return segments;
  }

  /** Kinds and positions. Each name shows as its length: it could be content. */
  @Override
  public String toString() {
    return shown((at, name) -> false);
  }

  /** With all names: for test data only. */
  public String named() {
    return shown((at, name) -> true);
  }

  /**
   * With some names; any other shows as its length. Names that were written as numbers are names.
   *
   * @param isShown asked for each name, outermost first
   */
  public String shown(BiPredicate<Kind, String> isShown) {
    List<Location> steps = new ArrayList<>();
    for (Location at = this; at != null; at = at.outer) {
      steps.add(at);
    }
    Collections.reverse(steps);
    StringBuilder out = new StringBuilder();
    Kind current = Kind.BODY;
    int inKind = 0;
    for (Location step : steps) {
      if (step.isRoot) {
        current = step.kind;
        inKind = 0;
        out.append(out.length() == 0 ? "" : " > ").append(current);
        if (current == Kind.JSON) {
          out.append(" $");
        }
        continue;
      }
      String shown;
      if (step.name != null) {
        shown = isShown.test(current, step.name) ? step.name : hidden(step.name);
      } else {
        shown = position(step.index, current, isShown);
      }
      if (current == Kind.JSON) {
        out.append(step.name == null ? "[" + shown + "]" : "." + shown);
      } else if ((current == Kind.PART && inKind > 0 || current == Kind.ENTRY)) {
        out.append(" \"").append(shown).append('"');
      } else {
        out.append(inKind == 0 ? " " + shown : "[" + shown + "]");
      }
      inKind++;
    }
    return out.toString();
  }

  /** A position in a form or a query is what its sender wrote; elsewhere it was counted. */
  private static String position(int index, Kind kind, BiPredicate<Kind, String> isShown) {
    String text = Integer.toString(index);
    boolean isWritten = kind == Kind.FORM || kind == Kind.QUERY;
    return !isWritten || isShown.test(kind, text) ? text : hidden(text);
  }

  /** What stands for a name that is not shown. */
  public static String hidden(String name) {
    return "‹" + name.length() + "›";
  }

  /** True if a name is too short and too plain to be looked at as text. */
  public static boolean isPlain(String name) {
    int digits = 0;
    boolean plain = name.length() < SHORTEST_TEXT;
    for (int i = 0; plain && i < name.length(); i++) {
      char c = name.charAt(i);
      digits = c >= '0' && c <= '9' ? digits + 1 : 0;
      plain =
          digits < DIGIT_RUN
              && (c >= 'a' && c <= 'z'
                  || c >= 'A' && c <= 'Z'
                  || c >= '0' && c <= '9'
                  || c == '_'
                  || c == '-'
                  || c == '.'
                  || c == '$'
                  || c == ':');
    }
    return plain;
  }
}
