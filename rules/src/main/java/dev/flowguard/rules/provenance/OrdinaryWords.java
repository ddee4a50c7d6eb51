package dev.flowguard.rules.provenance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Words that any table may have: names of countries, currencies, months, weekdays and cities,
 * states of orders, plans, payments, colours. Cells of such words, and dates and amounts, say
 * nothing of anybody.
 *
 * <p>The lists are resources: {@code calendar-words.txt} is derived from CLDR by a test, the others
 * are written for this project. They are read when the first cell of a captured table is found in a
 * request. Immutable and safe to call from any thread.
 */
final class OrdinaryWords {
  private static final List<String> LISTS =
      List.of("calendar-words.txt", "place-words.txt", "trade-words.txt");

  /** Shorter words are units, articles and codes. */
  private static final int SHORTEST = 4;

  /** Of a date; a longer number may be that of a person. */
  private static final int MOST_DIGITS = 8;

  private OrdinaryWords() {}

  /**
   * True if a cell holds nothing but such words, dates, amounts and ids.
   *
   * @param ids of the cell
   * @param more words that are ordinary too, in small letters
   */
  static boolean areAll(String cell, Spans ids, Predicate<String> more) {
    CanonicalText canonical = new CanonicalText(Cells.LONGEST);
    int digits = 0;
    boolean isDate = false;
    for (int i = 0; i < cell.length(); ) {
      if (!Character.isLetterOrDigit(cell.charAt(i))) {
        i++;
        continue;
      }
      int start = i;
      boolean isNumber = true;
      boolean hasDigit = false;
      while (i < cell.length() && isPart(cell.charAt(i))) {
        boolean isDigit = Character.isDigit(cell.charAt(i));
        isNumber &= isDigit;
        hasDigit |= isDigit;
        i++;
      }
      if (ids.covers(start, i)) {
        continue;
      }
      if (isNumber) {
        isDate |= digits == 0 && isDate(cell, start);
        digits += i - start;
        continue;
      }
      canonical.clear();
      canonical.append(cell, start, i);
      boolean isShort = canonical.length() < SHORTEST;
      boolean isTime = isDate && hasDigit && i - start <= SHORTEST + 1;
      if (!isShort
          && !isTime
          && !Lists.WORDS.contains(canonical.substring(0, canonical.length()))
          && !more.test(cell.substring(start, i).toLowerCase(Locale.ROOT))) {
        return false;
      }
    }
    return digits <= MOST_DIGITS || isDate;
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c)
        || Character.isSurrogate(c)
        || Character.getType(c) == Character.NON_SPACING_MARK
        || Character.getType(c) == Character.COMBINING_SPACING_MARK;
  }

  /** A date that begins here, with its year first or last. */
  private static boolean isDate(String cell, int start) {
    int[] groups = new int[3];
    int group = 0;
    for (int i = start; i < cell.length() && group < groups.length; i++) {
      char c = cell.charAt(i);
      if (c >= '0' && c <= '9') {
        groups[group]++;
      } else if ((c == '-' || c == '/' || c == '.') && groups[group] > 0) {
        group++;
      } else {
        break;
      }
    }
    boolean isYearFirst = groups[0] == 4 && groups[1] <= 2 && groups[2] <= 2;
    boolean isYearLast = groups[0] <= 2 && groups[1] <= 2 && (groups[2] == 4 || groups[2] == 2);
    return groups[1] > 0 && groups[2] > 0 && (isYearFirst || isYearLast);
  }

  /** Loaded when the first word is asked for. */
  private static final class Lists {
    static final Set<String> WORDS = new HashSet<>();

    static {
      CanonicalText canonical = new CanonicalText();
      for (String list : LISTS) {
        try (InputStream in = OrdinaryWords.class.getResourceAsStream(list)) {
          if (in == null) {
            throw new IllegalStateException("the jar is incomplete: no " + list);
          }
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.startsWith("#")) {
              add(line, canonical);
            }
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    private static void add(String line, CanonicalText canonical) {
      for (String word : line.split(" ")) {
        canonical.clear();
        canonical.append(word);
        WORDS.add(canonical.substring(0, canonical.length()));
      }
    }
  }
}
