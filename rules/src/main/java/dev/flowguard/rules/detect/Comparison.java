package dev.flowguard.rules.detect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How much was found of a captured value, and how much is needed. Lengths are in canonical letters:
 * letters and digits, without spaces and marks.
 *
 * @param length of all that was found
 * @param letters of it that count
 * @param needed letters; 0 where there is no threshold
 * @param words of a whole value; 0 for anything else
 * @param wordsNeeded 0 where words do not matter
 * @param left letters that do not count, by the reason in words; a letter may have several
 */
public record Comparison(
    Kind kind,
    int length,
    int letters,
    int needed,
    int words,
    int wordsNeeded,
    Map<String, Integer> left) {

  /** What was found. */
  public enum Kind {
    RUN("run"),
    /** One of two runs of one document, which are needed together. */
    TWO_RUNS("two-runs"),
    /** A value that is a link and nothing else. */
    LINK("link"),
    /** A short value that is all of a field. */
    WHOLE("whole-value"),
    /** The same in a script without spaces, where characters of it are counted. */
    UNSPACED("unspaced-value"),
    /** A short value in a field that holds more than it. It never counts. */
    PART("part-of-field"),
    IDENTIFIER("identifier"),
    ROW("table-row"),
    FILE("file"),
    PICTURE("picture");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** As in records. */
    @Override
    public String toString() {
      return word;
    }

    /** For people. */
    String inWords() {
      return word.replace('-', ' ').toLowerCase(Locale.ROOT);
    }
  }

  public Comparison {
    left = Collections.unmodifiableMap(new LinkedHashMap<>(left));
  }

  /** Of something that counts as a whole, however long it is. */
  public static Comparison of(Kind kind, int length) {
    return new Comparison(kind, length, length, 0, 0, 0, Map.of());
  }

  /** How much there is and how much is needed, in words. */
  public String measure() {
    String letters = this.letters + " of " + needed + " letters";
    String words = " and " + this.words + " of " + wordsNeeded + " words";
    return switch (kind) {
      case RUN -> letters + " needed";
      case TWO_RUNS -> letters + " needed in each of two runs";
      case WHOLE -> letters + words + " needed";
      case UNSPACED -> this.letters + " of " + needed + " characters needed";
      case PART -> letters + words + " needed in a field that holds nothing else";
      case LINK, IDENTIFIER, ROW, FILE, PICTURE -> "a whole " + kind.inWords();
    };
  }

  /** How much there is and is needed, and what does not count. */
  public String inWords() {
    String subtracted = subtracted();
    return subtracted.isEmpty() ? measure() : measure() + "; " + subtracted;
  }

  /** What does not count and why, in words; empty if all of it counts. */
  String subtracted() {
    StringBuilder out = new StringBuilder();
    for (Map.Entry<String, Integer> each : left.entrySet()) {
      out.append(
          out.isEmpty() ? "a " + kind.inWords() + " of " + length + " letters, without " : ", ");
      out.append(each.getValue()).append(' ').append(each.getKey());
    }
    return out.toString();
  }
}
