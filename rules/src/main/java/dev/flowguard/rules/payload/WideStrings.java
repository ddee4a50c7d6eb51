package dev.flowguard.rules.payload;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Runs of UTF-16 inside bytes, of either byte order, at even and odd places, in any script: what
 * {@code DataOutputStream.writeChars}, serialised character arrays and Windows programs leave.
 *
 * <p>The upper bytes of a text are few: one page of 256 characters for its script, with those of
 * Latin letters and of punctuation; or the pages of Chinese, Japanese or Korean. These pages are a
 * third of all, so such a run must have common characters too.
 */
final class WideStrings {
  /** Kinds of texts that an upper byte may be of. */
  private static final int ALPHABET = 1;

  private static final int HAN = 2;
  private static final int HANGUL = 4;
  private static final int KINDS = ALPHABET | HAN | HANGUL;

  /** An upper byte beside which an alphabet has no other of this sort. */
  private static final int OWN = 8;

  private static final byte[] PAGES = new byte[256];

  /** Units of a run in Chinese or Japanese, which noise has more often. */
  private static final int SHORTEST_HAN = 16;

  /** One of so many is a common character, in Chinese, Japanese and Korean. */
  private static final int UNITS_PER_COMMON = 8;

  static {
    for (int page : new int[] {0x00, 0x20, 0x21}) {
      PAGES[page] = KINDS;
    }
    for (int page : new int[] {0x01, 0x02, 0x03, 0x1e, 0x1f}) {
      PAGES[page] = ALPHABET;
    }
    Arrays.fill(PAGES, 0x04, 0x1e, (byte) (ALPHABET | OWN));
    Arrays.fill(PAGES, 0x4e, 0xa0, (byte) HAN);
    Arrays.fill(PAGES, 0xac, 0xd8, (byte) HANGUL);
    Arrays.fill(PAGES, 0xd8, 0xe0, (byte) KINDS);
    PAGES[0x30] = HAN | HANGUL;
    PAGES[0xff] = HAN | HANGUL;
  }

  private WideStrings() {}

  /**
   * Appends the runs, a line each.
   *
   * @param shortest units of a run
   */
  static void find(byte[] bytes, int shortest, StringBuilder out) {
    find(bytes, 0, shortest, out);
    find(bytes, 1, shortest, out);
  }

  /** The runs whose upper bytes are at even or at odd places. */
  private static void find(byte[] bytes, int first, int shortest, StringBuilder out) {
    int apart = shortest / 4 * 4; // two bytes a unit: each run has two such places in a row
    int done = first;
    int at = first;
    Units units = new Units();
    while (at + apart < bytes.length && out.length() < StringsInside.MOST_BYTES) {
      int kinds =
          PAGES[bytes[at] & 0xff]
              & PAGES[bytes[at + apart] & 0xff]
              & PAGES[bytes[at + apart / 2] & 0xff]
              & KINDS;
      if (kinds == 0 || with(with(KINDS, bytes[at]), bytes[at + apart]) == 0) {
        at += apart;
        continue;
      }
      int state = with(KINDS, bytes[at]);
      int end = at + 2;
      for (int next = state; end < bytes.length; end += 2) {
        next = with(next, bytes[end]);
        if (next == 0) {
          break;
        }
        state = next;
      }
      int start = at;
      for (int next = state; start - 2 >= done; start -= 2) {
        next = with(next, bytes[start - 2]);
        if (next == 0) {
          break;
        }
      }
      if (end - start >= 2 * shortest) {
        long little = read(bytes, start, end, -1, shortest, units, null);
        long big = read(bytes, start, end, 1, shortest, units, null);
        if ((state & ALPHABET) != 0 || little == 0 || big == 0) {
          read(bytes, start, end, big > little ? 1 : -1, shortest, units, out);
          if (big == little && big != 0 && end <= bytes.length) {
            // Of Latin letters alone both are the same, but for the first or the last one.
            out.setLength(out.length() - 1);
            out.append((char) (bytes[end - 1] & 0xff)).append('\n');
          }
        } else {
          // Chinese, Japanese and Korean in the wrong order may look as well as in the right one.
          read(bytes, start, end, -1, shortest, units, out);
          read(bytes, start, end, 1, shortest, units, out);
        }
      }
      done = end;
      at = end;
    }
  }

  /** The kinds that are left, and the own page of an alphabet above them; 0 if no kind is. */
  private static int with(int state, byte upper) {
    int page = upper & 0xff;
    int kinds = PAGES[page];
    int own = state & 0xff00;
    int left = state & kinds & KINDS;
    if ((kinds & OWN) != 0) {
      left = own == 0 || own == page << 8 ? left : 0;
      own = page << 8;
    }
    return left == 0 ? 0 : own | left;
  }

  /**
   * Reads units with these upper bytes, and appends those that are a text.
   *
   * @param lower where the lower byte of a unit is: behind or before the upper one
   * @param units used for each run in turn: runs may be as many as bytes
   * @param out null to find out which order it is
   * @return clues that it is a text, and then its units
   */
  private static long read(
      byte[] bytes,
      int from,
      int end,
      int lower,
      int shortest,
      Units units,
      @Nullable StringBuilder out) {
    long score = 0;
    units.clear();
    int start = from;
    for (int at = from; at <= end; at += 2) {
      if (at < end && at + lower >= 0 && at + lower < bytes.length) {
        char c = (char) ((bytes[at] & 0xff) << 8 | bytes[at + lower] & 0xff);
        if (units.add(c)) {
          continue;
        }
      }
      if (units.areText(shortest)) {
        score += (long) units.clues() << 32 | units.count;
        for (int i = start; out != null && i < at; i += 2) {
          out.append((char) ((bytes[i] & 0xff) << 8 | bytes[i + lower] & 0xff));
        }
        if (out != null) {
          out.append('\n');
        }
      }
      units.clear();
      start = at + 2;
    }
    return score;
  }

  /** What is known of the units of a run. */
  private static final class Units {
    private int count;
    private int latin;
    private int letters;
    private int dense;
    private int common;
    private int spaces;
    private int ascii;
    private int repeated;
    private int extended;
    private int firsts;
    private char last;

    void clear() {
      count = 0;
      latin = 0;
      letters = 0;
      dense = 0;
      common = 0;
      spaces = 0;
      ascii = 0;
      repeated = 0;
      extended = 0;
      firsts = 0;
      last = 0;
    }

    /** False if no text has this unit. */
    boolean add(char c) {
      int upper = c >> 8;
      int type = Character.getType(c);
      boolean isUnit =
          upper == 0
              ? c >= ' ' && c != 0x7f || c == '\n' || c == '\r' || c == '\t'
              : type != Character.UNASSIGNED && type != Character.PRIVATE_USE;
      if (!isUnit) {
        return false;
      }
      count++;
      latin += upper == 0 ? 1 : 0;
      letters +=
          Character.isLetterOrDigit(c)
                  || c == ' '
                  || type == Character.NON_SPACING_MARK
                  || type == Character.COMBINING_SPACING_MARK
              ? 1
              : 0;
      dense += upper >= 0x30 && upper < 0xd8 ? 1 : 0;
      common += upper >= 0x30 && Common.CHARACTERS.get(c) ? 1 : 0;
      spaces += c == ' ' ? 1 : 0;
      ascii += upper > 0x30 && upper < 0x7f && (c & 0xff) >= ' ' && (c & 0xff) < 0x7f ? 1 : 0;
      repeated += c == last ? 1 : 0;
      firsts += upper != 0 && (c & 0xff) == 0 ? 1 : 0;
      extended += upper == 1 || upper == 2 ? 1 : 0;
      last = c;
      return true;
    }

    int clues() {
      return common + spaces;
    }

    boolean areText(int shortest) {
      if (count < shortest || latin == count) {
        return count >= shortest;
      }
      if (2 * repeated > count || 3 * extended > count || 8 * firsts > count) {
        return false; // pixels, samples and counters
      }
      return 2 * dense > count
          ? count >= SHORTEST_HAN && 2 * ascii < count && UNITS_PER_COMMON * clues() >= count
          : 10 * letters >= 7 * count;
    }
  }

  /** Made when the first run that may be Chinese, Japanese or Korean is found. */
  private static final class Common {
    /** By the frequency lists of these languages, with kana and the punctuation. */
    private static final BitSet CHARACTERS = new BitSet(0x10000);

    static {
      CHARACTERS.set(0x3001, 0x3003);
      CHARACTERS.set(0x300c, 0x3010);
      CHARACTERS.set(0x3041, 0x30ff);
      CHARACTERS.set(0xff01);
      CHARACTERS.set(0xff0c);
      CHARACTERS.set(0xff1a, 0xff20);
      ("的一是不了在人有我他这個个上们們来來到时時大地为為子中你说說生国國年着就那和要她出也得里裡后後自以会會家可下而过過天去能对對小多然于心学學么麼之都好看起发發當当没沒"
              + "이다는을에의가하고지를은도로기사한그어나있리자시대니라들아해수게만일서정인것보거부구안")
          .chars()
          .forEach(CHARACTERS::set);
    }
  }
}
