package dev.flowguard.rules.payload;

import java.util.ArrayList;
import java.util.List;

/**
 * What a text must have so that a decoder or a detector may find something in it: signs, runs of
 * symbols, digits, length. Declared beside each of them, and asked of an {@link Outline}.
 *
 * <p>A sum of alternatives, each of which is a product. Immutable and thread-safe.
 */
public final class Signs {
  /** Nothing was declared: what is found may depend on anything. */
  public static final Signs UNKNOWN = length(1);

  /** No text has them: what is looked for is in bytes. */
  public static final Signs NONE = new Signs(List.of());

  /** Characters beyond ISO 8859-1. */
  public static final Signs BEYOND_LATIN = new Signs(List.of(with(Outline.WIDE)));

  /** Control characters that texts do not have, in a text of ISO 8859-1. */
  static final Signs LATIN_CONTROLS =
      new Signs(
          List.of(
              with(Outline.CONTROL).without(Outline.WIDE),
              with(Outline.CONTROL_1).without(Outline.WIDE)));

  /** What UTF-8 gives where it is read as ISO 8859-1. */
  static final Signs LATIN_OF_UTF_8 =
      new Signs(
          List.of(
              with(Outline.LEAD | Outline.CONTROL_1).without(Outline.WIDE),
              with(Outline.LEAD | Outline.CONTINUATION).without(Outline.WIDE)));

  private final Alternative[] alternatives;

  /** Marks of which a text has one where it has an alternative with marks. */
  private final long marks;

  /** Characters that a text has at least where it has an alternative without marks. */
  private final int shortest;

  private Signs(List<Alternative> alternatives) {
    this.alternatives = alternatives.toArray(new Alternative[0]);
    long ofAll = 0;
    int least = Integer.MAX_VALUE;
    for (Alternative each : alternatives) {
      ofAll |= each.marks;
      least = each.marks == 0 ? Math.min(least, each.shortest()) : least;
    }
    marks = ofAll;
    shortest = least;
  }

  /** Any of these characters of ASCII, which are no letters or digits. */
  public static Signs anyOf(String characters) {
    List<Alternative> each = new ArrayList<>();
    for (char c : characters.toCharArray()) {
      each.add(with(Outline.mark(c)));
    }
    return new Signs(each);
  }

  /** All of these characters of ASCII, which are no letters or digits. */
  public static Signs allOf(String characters) {
    long all = 0;
    for (char c : characters.toCharArray()) {
      all |= Outline.mark(c);
    }
    return new Signs(List.of(with(all)));
  }

  /** So many symbols of base64 or base64url in a row. */
  public static Signs symbols(int count) {
    return new Signs(List.of(new Alternative(0, 0, count, 0, 0, 0, 0, (char) 0)));
  }

  /** So many symbols of base32 in a row, broken into lines or not. */
  static Signs base32(int count) {
    return new Signs(List.of(new Alternative(0, 0, 0, count, 0, 0, 0, (char) 0)));
  }

  /** So many hexadecimal digits in a row, with what may be between pairs. */
  static Signs hexDigits(int count) {
    return new Signs(List.of(new Alternative(0, 0, 0, 0, count, 0, 0, (char) 0)));
  }

  /** So many decimal digits of any script. */
  public static Signs digits(int count) {
    return new Signs(List.of(new Alternative(0, 0, 0, 0, 0, count, 0, (char) 0)));
  }

  /** So many characters. */
  public static Signs length(int count) {
    return new Signs(List.of(new Alternative(0, 0, 0, 0, 0, 0, count, (char) 0)));
  }

  /** One of these characters at the beginning, or white space. */
  public static Signs beginning(String characters) {
    List<Alternative> each = new ArrayList<>();
    for (char c : characters.toCharArray()) {
      each.add(new Alternative(0, 0, 0, 0, 0, 0, 1, c));
    }
    return new Signs(each);
  }

  private static Alternative with(long marks) {
    return new Alternative(marks, 0, 0, 0, 0, 0, 0, (char) 0);
  }

  /** These or others. */
  public Signs or(Signs others) {
    List<Alternative> all = new ArrayList<>(List.of(alternatives));
    all.addAll(List.of(others.alternatives));
    return new Signs(all);
  }

  /** These and others. */
  public Signs and(Signs others) {
    List<Alternative> all = new ArrayList<>();
    for (Alternative one : alternatives) {
      for (Alternative other : others.alternatives) {
        all.add(one.and(other));
      }
    }
    return new Signs(all);
  }

  /**
   * False if a text certainly has none of them.
   *
   * @param of the marks of its characters
   */
  public boolean mayBeIn(long of, int length) {
    return (of & marks) != 0 || length >= shortest;
  }

  /** True if a text has them. */
  boolean areIn(Outline text) {
    for (Alternative each : alternatives) {
      if (each.isIn(text)) {
        return true;
      }
    }
    return false;
  }

  /** All that a text must have at once; zero for whatever does not matter. */
  private record Alternative(
      long marks,
      long none,
      int symbols,
      int base32,
      int hexDigits,
      int digits,
      int length,
      char first) {
    Alternative without(long others) {
      return new Alternative(
          marks, none | others, symbols, base32, hexDigits, digits, length, first);
    }

    Alternative and(Alternative other) {
      return new Alternative(
          marks | other.marks,
          none | other.none,
          Math.max(symbols, other.symbols),
          Math.max(base32, other.base32),
          Math.max(hexDigits, other.hexDigits),
          Math.max(digits, other.digits),
          Math.max(length, other.length),
          first == 0 ? other.first : first);
    }

    int shortest() {
      return Math.max(
          Math.max(Math.max(symbols, base32), Math.max(hexDigits, digits)), Math.max(length, 1));
    }

    boolean isIn(Outline text) {
      return (text.marks() & marks) == marks
          && (text.marks() & none) == 0
          && text.longestRun() >= symbols
          && text.length() >= shortest()
          && text.digits() >= digits
          && (base32 == 0 || text.base32() >= base32)
          && (hexDigits == 0 || text.hexDigits() >= hexDigits)
          && (first == 0 || text.mayBeginWith(first));
    }
  }
}
