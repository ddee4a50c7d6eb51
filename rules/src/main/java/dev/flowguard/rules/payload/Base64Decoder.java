package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Work;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Base64 and base64url (RFC 4648) anywhere in a value: with or without padding, broken into lines,
 * behind a {@code data:} prefix, glued to other text.
 *
 * <p>A run counts if its decoded bytes are a text, a known kind of file or a compressed part, or
 * many enough to be bytes that somebody sent on purpose. Most words of a text are runs too; they
 * are too short, or decode to nothing.
 */
final class Base64Decoder implements Decoder {
  private static final int SHORTEST_RUN = 20;

  /** Decoded bytes without a recognisable form count from this length. */
  private static final int SHORTEST_OPAQUE = 48;

  /** Characters of a line, from which on a line break does not end a run. */
  private static final int SHORTEST_LINE = 16;

  /** Characters of a run, from which on a single space does not end it. */
  private static final int SURE_RUN = 48;

  private static final int LONGEST_PREFIX = 24;

  /** Steps of one reading of a run, beside its symbols. */
  private static final int TRY = 128;

  /** Characters of a value that is looked at more closely before it is opened. */
  private static final int LONGEST_CLOSER = 2_048;

  /** Symbols by which it is seen what the bytes of a run are. */
  private static final int SAMPLE = 20_000;

  /** Words of one stretch from which on it is read with its spaces; then without them. */
  private static final int MOST_TRIES = 8;

  private static final byte PLUS = 62;
  private static final byte NO_SYMBOL = -1;

  /** What each symbol stands for. */
  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, NO_SYMBOL);
    String symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < symbols.length(); i++) {
      VALUES[symbols.charAt(i)] = (byte) i;
    }
    VALUES['-'] = VALUES['+'];
    VALUES['_'] = VALUES['/'];
  }

  private static final Signs SIGNS =
      Signs.symbols(SHORTEST_RUN).or(Signs.symbols(SHORTEST_LINE).and(Signs.anyOf(" \n\r\t\\")));

  @Override
  public Signs signs() {
    return SIGNS;
  }

  /** Decodes what is too short to be opened without a form; all else is opened. */
  @Override
  public boolean mayOpen(CharSequence value, Outline seen) {
    if (value.length() > LONGEST_CLOSER) {
      return true;
    }
    int start = 0;
    while (start < value.length()) {
      int end = runEnd(value, start, true, null);
      if (end - start >= SHORTEST_RUN
          && hasLetter(value, start, end)
          && (hasMeaning(value, start, end, seen.scratch())
              || hasMeaning(value, prefixEnd(value, start, end), end, seen.scratch()))) {
        return true;
      }
      start = Math.max(end, start + 1);
    }
    return false;
  }

  private static boolean hasMeaning(CharSequence value, int start, int end, byte[] bytes) {
    for (int i = start; i < end; i++) {
      if (!isSymbol(value.charAt(i))) {
        return true; // broken by spaces or lines, which may mean several things
      }
    }
    if ((end - start) * 3 / 4 >= SHORTEST_OPAQUE) {
      return true;
    }
    for (int offset = 0; offset < 4 && end - start - offset >= SHORTEST_RUN - 4; offset++) {
      int length = (end - start - offset) * 3 / 4;
      int bits = 0;
      int held = 0;
      int made = 0;
      for (int i = start + offset; made < length; i++) {
        bits = bits << 6 | VALUES[value.charAt(i)];
        held += 6;
        if (held >= 8) {
          held -= 8;
          bytes[made++] = (byte) (bits >> held);
        }
      }
      if (Bytes.meaning(bytes, length) != Bytes.Meaning.NONE
          || Bytes.laterStart(bytes, length) >= 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null || text.length() < SHORTEST_RUN) {
      return false;
    }
    to.work().charge(text.length());
    Runs runs = new Runs(part, text, to);
    int start = 0;
    int stretchEnd = 0;
    int tries = 0;
    while (start < text.length()) {
      if (!isSymbol(text.charAt(start))) {
        start++;
        continue;
      }
      int end = runEnd(text, start, tries < MOST_TRIES, to.work());
      if (end > stretchEnd) {
        to.work().charge(end - Math.max(start, stretchEnd));
        stretchEnd = end;
        tries = 0;
      }
      if (end - start < SHORTEST_RUN) {
        start = end;
        continue;
      }
      int next = runs.open(start, end);
      tries += next < end ? 1 : 0;
      start = next;
    }
    return false;
  }

  private static boolean isSymbol(char c) {
    return c < 128 && VALUES[c] >= 0;
  }

  /**
   * Where a run ends; a line break after a line of some length, escaped or not, is a part of it.
   *
   * @param takesSpaces true if a single space may be a part of it too
   * @param work charged with white space, which each word before it looks over anew; null for a
   *     short text
   */
  private static int runEnd(
      CharSequence text, int start, boolean takesSpaces, @Nullable Work work) {
    int at = start;
    int line = start;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isSymbol(c)) {
        at++;
        continue;
      }
      boolean mayGoOn = c == ' ' && takesSpaces && at - start >= SURE_RUN;
      if (at - line < SHORTEST_LINE && !mayGoOn || c == ' ' && !takesSpaces) {
        return at;
      }
      int next = at;
      if (c == '\\' && at + 1 < text.length() && "rn".indexOf(text.charAt(at + 1)) >= 0) {
        next = at + 2;
      } else if (c == '\r' || c == '\n' || c == ' ') {
        next = at + 1;
        // A space behind a line break is a space too.
        String white = takesSpaces ? "\r\n\t " : "\r\n\t";
        while (next < text.length() && white.indexOf(text.charAt(next)) >= 0) {
          next++;
        }
        if (work != null) {
          work.charge(next - at);
        }
      }
      if (next == at || next >= text.length() || !isSymbol(text.charAt(next))) {
        return at;
      }
      at = next;
      line = next;
    }
    return at;
  }

  private static boolean hasLetter(CharSequence text, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
        return true;
      }
    }
    return false;
  }

  /** Where the first space is, or the end. */
  private static int space(String text, int start, int end) {
    int at = start;
    while (at < end && text.charAt(at) != ' ') {
      at++;
    }
    return at;
  }

  /** Where a short word with a separator ends that stands before the symbols; or start. */
  private static int prefixEnd(CharSequence text, int start, int end) {
    for (int i = start; i < end && i - start < LONGEST_PREFIX; i++) {
      char c = text.charAt(i);
      if (c == '/' || c == '-' || c == '_') {
        return i > start ? i + 1 : start;
      }
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return start;
      }
    }
    return start;
  }

  /**
   * The runs of one value. Each is read into the same arrays: most are words, of which none is
   * kept.
   */
  private static final class Runs {
    private static final byte[] NONE = {};

    private final Part part;
    private final String text;
    private final Unfolding to;
    private byte[] symbols = NONE;
    private byte[] sample = NONE;

    Runs(Part part, String text, Unfolding to) {
      this.part = part;
      this.text = text;
      this.to = to;
    }

    /** Opens a run and returns where it ends. */
    int open(int start, int end) {
      if (!hasLetter(text, start, end)) {
        return end; // numbers: what they would decode to is never a text, file or compressed part
      }
      int prefix = prefixEnd(text, start, end);
      if (prefix > start && read(prefix, end, true)) {
        return end;
      }
      int space = space(text, start, end);
      if (space == end) {
        read(start, end, true);
        return end;
      }
      // Either a run that a form has read with spaces for its pluses, or a run and other words.
      if (read(start, end, false)) {
        return end;
      }
      read(start, space, true);
      return space;
    }

    /**
     * Opens one reading of a run.
     *
     * @param takesOpaque true if bytes without a form are taken too, which does not make it the
     *     right one
     */
    private boolean read(int start, int end, boolean takesOpaque) {
      int opaque = -1;
      int count = 0;
      // A space within a run is a plus that a form has taken for one, or a place where it was
      // broken.
      boolean hasSpace = space(text, start, end) < end;
      for (int reading = 0; reading < (hasSpace ? 2 : 1); reading++) {
        count = symbols(start, end, reading == 0 && hasSpace);
        // Text of the same alphabet in front shifts the groups of four.
        for (int offset = 0; offset < 4 && count - offset >= SHORTEST_RUN - 4; offset++) {
          // What bytes mean is seen from their beginning.
          int seen = Math.min(count, offset + SAMPLE);
          int length = sample(offset, seen);
          Bytes.Meaning meaning = Bytes.meaning(sample, length);
          if (meaning == Bytes.Meaning.NONE) {
            opaque = opaque < 0 ? offset : opaque;
            int later = Bytes.laterStart(sample, length);
            if (later >= 0 && to.decoded(count * 3L / 4)) {
              // Two bytes may look like a start by chance: the whole run is looked at too.
              byte[] bytes = decoded(offset, count);
              to.add(part.inner("base64", Arrays.copyOfRange(bytes, later, bytes.length)));
            }
            continue;
          }
          if (to.decoded(count * 3L / 4)) {
            to.add(part.inner("base64", decoded(offset, count)));
          }
          if (meaning != Bytes.Meaning.PERHAPS_TEXT) {
            return true;
          }
        }
      }
      if (takesOpaque
          && opaque >= 0
          && (count - opaque) * 3L / 4 >= SHORTEST_OPAQUE
          && to.decoded(count * 3L / 4)) {
        to.add(part.inner("base64", decoded(opaque, count)));
      }
      return false;
    }

    /** Reads the symbols of a run, and returns how many there are. */
    private int symbols(int start, int end, boolean spaceIsPlus) {
      to.work().charge(3L * (end - start));
      symbols = grown(symbols, end - start);
      int count = 0;
      for (int i = start; i < end; i++) {
        char c = text.charAt(i);
        if (isSymbol(c)) {
          symbols[count++] = VALUES[c];
        } else if (c == '\\') {
          i++; // an escaped line break
        } else if (c == ' ' && spaceIsPlus && isSymbol(text.charAt(i - 1))) {
          symbols[count++] = PLUS;
        }
      }
      return count;
    }

    /** Decodes a few symbols, and returns how many bytes they are. */
    private int sample(int offset, int end) {
      to.work().charge(TRY + 4L * (end - offset));
      sample = grown(sample, length(end - offset));
      return decode(offset, end, sample);
    }

    private byte[] decoded(int offset, int end) {
      byte[] bytes = new byte[length(end - offset)];
      decode(offset, end, bytes);
      return bytes;
    }

    private byte[] grown(byte[] array, int length) {
      if (array.length >= length) {
        return array;
      }
      int room = Math.min(text.length(), 2 * length);
      to.work().allocate(room);
      return new byte[room];
    }

    private static int length(int symbols) {
      return (int) (symbols * 3L / 4); // a single symbol in the last group carries no byte
    }

    private int decode(int offset, int end, byte[] bytes) {
      int length = length(end - offset);
      int at = offset;
      int made = 0;
      while (made + 3 <= length) {
        int group =
            symbols[at] << 18 | symbols[at + 1] << 12 | symbols[at + 2] << 6 | symbols[at + 3];
        bytes[made] = (byte) (group >> 16);
        bytes[made + 1] = (byte) (group >> 8);
        bytes[made + 2] = (byte) group;
        made += 3;
        at += 4;
      }
      if (made < length) {
        bytes[made++] = (byte) (symbols[at] << 2 | symbols[at + 1] >> 4);
      }
      if (made < length) {
        bytes[made++] = (byte) (symbols[at + 1] << 4 | symbols[at + 2] >> 2);
      }
      return length;
    }
  }
}
